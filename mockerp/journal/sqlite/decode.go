package sqlite

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/erpkit/erpkit/mockerp/packed"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// errRow is the error of any damaged row.
var errRow = errors.New("its bytes are not those that were written")

const sumLength = 4

// decode makes the exchange of a row, which shares with others what they have in common. The error is errRow unless it was
// written by a newer erpkit.
func decode(r *row, known *common) (*traffic.Exchange, error) {
	body := len(r.rest) - sumLength
	if body < 1 {
		return nil, errRow
	}
	rest, sum := r.rest[:body], binary.BigEndian.Uint32(r.rest[body:])
	if withID(r.checksum(rest), r.id) != sum {
		return nil, errRow
	}
	request, answer := r.request, r.answer
	if rest[0] == squeezed {
		var err error
		if request, answer, rest, err = known.expand(rest[1:]); err != nil || len(rest) == 0 {
			return nil, errRow
		}
	}
	form := rest[0]
	if form < 1 || form == squeezed || form > askedForm {
		return nil, fmt.Errorf("%w: it is encoded in form %d, this one reads forms up to %d", ErrNewer, form, askedForm)
	}
	x := &traffic.Exchange{
		ID: uint64(r.id), Run: r.run, Kind: schemas.Kind(r.kind), Type: r.typ, Serial: r.serial, WorkOrder: r.work,
		Request: traffic.Request{Body: request},
		Answer:  traffic.Answer{Status: int(r.status), Body: answer},
	}
	d := decoder{packed.NewReader(rest[1:]), known}
	d.decodeRest(x)
	if form >= 2 {
		x.Decision.Missed = d.misses()
	}
	if form == askedForm {
		x.Decision.Asked = d.asked(r)
	}
	if !d.Whole() {
		return nil, errRow
	}
	return x, nil
}

// decodeRest reads what encodeRest wrote, in the same order.
func (d *decoder) decodeRest(x *traffic.Exchange) {
	flags := d.Byte()
	x.Request.Truncated, x.Cut = flags&1 != 0, flags&2 != 0
	x.Booked, x.Answer.Lost = flags&4 != 0, flags&8 != 0
	seconds, nanos := d.Varint(), d.Uvarint()
	x.At = time.Unix(seconds, int64(nanos)).UTC()
	x.Took, x.Answer.Delay = time.Duration(d.Varint()), time.Duration(d.Varint())
	for _, text := range []*string{
		&x.Request.Method, &x.Request.URL, &x.Request.Proto, &x.Request.Remote,
		&x.Decision.By, &x.Decision.Rule, &x.Decision.Why, &x.Answer.Fault,
	} {
		*text = d.text()
	}
	x.Request.Header, x.Answer.Header = d.header(), d.header()
	x.OtherSerials = d.Texts()
	x.Findings, x.Answer.Findings = d.findings(), d.findings()
}

// decoder reads what encodeRest writes.
type decoder struct {
	*packed.Reader
	*common
}

// common is what the exchanges of a page have in common, by its bytes: of many few differ.
type common struct {
	headers map[string]http.Header
	texts   map[string]string
	room    []byte // to expand into
}

func newCommon() *common {
	return &common{headers: map[string]http.Header{}, texts: map[string]string{}}
}

// text is Text, once for all that are the same.
func (d *decoder) text() string {
	before := d.Rest()
	d.Skip()
	bytes := before[:len(before)-len(d.Rest())]
	known, ok := d.texts[string(bytes)]
	if !ok {
		known = packed.NewReader(bytes).Text()
		d.texts[string(bytes)] = known
	}
	return known
}

func (d *decoder) header() http.Header {
	before := d.Rest()
	n := d.Count()
	for range n {
		d.Skip()
		for range d.Count() {
			d.Skip()
		}
		if d.Bad() {
			return nil
		}
	}
	if n == 0 {
		return nil
	}
	bytes := before[:len(before)-len(d.Rest())]
	known, ok := d.headers[string(bytes)]
	if !ok {
		known = headerOf(packed.NewReader(bytes))
		d.headers[string(bytes)] = known
	}
	return known
}

// headerOf reads what appendHeader wrote.
func headerOf(r *packed.Reader) http.Header {
	n := r.Count()
	header := make(http.Header, min(n, 16))
	for range n {
		name := r.Text()
		header[name] = r.Texts()
	}
	return header
}

func (d *decoder) findings() []schemas.Finding {
	n := d.Count()
	if n == 0 {
		return nil
	}
	list := make([]schemas.Finding, 0, min(n, 16))
	for range n {
		var f schemas.Finding
		f.Clause, f.Level, f.Pointer = d.Text(), schemas.Level(d.Text()), d.Text()
		f.Wanted, f.Got, f.Message, f.Hint = d.Text(), d.Text(), d.Text(), d.Text()
		if d.Bad() {
			return nil
		}
		list = append(list, f)
	}
	return list
}

func (d *decoder) misses() []traffic.Miss {
	n := d.Count()
	if n == 0 {
		return nil
	}
	list := make([]traffic.Miss, 0, min(n, 16))
	for range n {
		m := traffic.Miss{Rule: d.Text(), Line: int(d.Uvarint()), Reason: d.Text()}
		for range d.Count() {
			words := d.Texts()
			if len(words) != 3 {
				d.Fail()
				return nil
			}
			m.Differing = append(m.Differing, traffic.Difference{Member: words[0], Wanted: words[1], Got: words[2]})
		}
		if d.Bad() {
			return nil
		}
		list = append(list, m)
	}
	return list
}
