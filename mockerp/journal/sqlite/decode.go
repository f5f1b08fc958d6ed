package sqlite

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// errRow is the error of any damaged row.
var errRow = errors.New("its bytes are not those that were written")

const sumLength = 4

// decode makes the exchange of a row. The error is errRow unless it was written by a newer erpkit.
func decode(r *row) (*traffic.Exchange, error) {
	body := len(r.rest) - sumLength
	if body < 1 {
		return nil, errRow
	}
	rest, sum := r.rest[:body], binary.BigEndian.Uint32(r.rest[body:])
	if withID(r.checksum(rest), r.id) != sum {
		return nil, errRow
	}
	form := rest[0]
	if form < 1 || form > restVersion {
		return nil, fmt.Errorf("%w: it is encoded in form %d, this one reads form %d", ErrNewer, form, restVersion)
	}
	x := &traffic.Exchange{
		ID: uint64(r.id), Run: r.run, Kind: schemas.Kind(r.kind), Type: r.typ, Serial: r.serial, WorkOrder: r.work,
		Request: traffic.Request{Body: r.request},
		Answer:  traffic.Answer{Status: int(r.status), Body: r.answer},
	}
	d := decoder{rest: rest[1:]}
	d.decodeRest(x)
	if form >= 2 {
		x.Decision.Missed = d.misses()
	}
	if d.bad || len(d.rest) > 0 {
		return nil, errRow
	}
	return x, nil
}

// decodeRest reads what encodeRest wrote, in the same order.
func (d *decoder) decodeRest(x *traffic.Exchange) {
	flags := d.byte()
	x.Request.Truncated, x.Cut = flags&1 != 0, flags&2 != 0
	x.Booked, x.Answer.Lost = flags&4 != 0, flags&8 != 0
	seconds, nanos := d.varint(), d.uvarint()
	x.At = time.Unix(seconds, int64(nanos)).UTC()
	x.Took, x.Answer.Delay = time.Duration(d.varint()), time.Duration(d.varint())
	for _, text := range []*string{
		&x.Request.Method, &x.Request.URL, &x.Request.Proto, &x.Request.Remote,
		&x.Decision.By, &x.Decision.Rule, &x.Decision.Why, &x.Answer.Fault,
	} {
		*text = d.text()
	}
	x.Request.Header, x.Answer.Header = d.header(), d.header()
	x.OtherSerials = d.texts()
	x.Findings, x.Answer.Findings = d.findings(), d.findings()
}

// decoder reads from the front of rest. After a bad value it reads only zeros, so that callers
// check bad once, at the end.
type decoder struct {
	rest []byte
	bad  bool
}

func (d *decoder) fail() {
	d.bad, d.rest = true, nil
}

func (d *decoder) byte() byte {
	if len(d.rest) == 0 {
		d.fail()
		return 0
	}
	b := d.rest[0]
	d.rest = d.rest[1:]
	return b
}

func (d *decoder) varint() int64 {
	v, n := binary.Varint(d.rest)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.rest = d.rest[n:]
	return v
}

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.rest)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.rest = d.rest[n:]
	return v
}

// count reads how many things follow. Each takes at least a byte, so a damaged count cannot ask
// for more room than there are bytes.
func (d *decoder) count() int {
	n := d.uvarint()
	if n > uint64(len(d.rest)) {
		d.fail()
		return 0
	}
	return int(n)
}

func (d *decoder) text() string {
	n := d.count()
	text := string(d.rest[:n])
	d.rest = d.rest[n:]
	return text
}

// texts returns nil for an empty list.
func (d *decoder) texts() []string {
	n := d.count()
	if n == 0 {
		return nil
	}
	list := make([]string, 0, min(n, 16))
	for range n {
		list = append(list, d.text())
		if d.bad {
			return nil
		}
	}
	return list
}

func (d *decoder) header() http.Header {
	n := d.count()
	if n == 0 {
		return nil
	}
	header := make(http.Header, min(n, 16))
	for range n {
		name := d.text()
		header[name] = d.texts()
		if d.bad {
			return nil
		}
	}
	return header
}

func (d *decoder) findings() []schemas.Finding {
	n := d.count()
	if n == 0 {
		return nil
	}
	list := make([]schemas.Finding, 0, min(n, 16))
	for range n {
		var f schemas.Finding
		f.Clause, f.Level, f.Pointer = d.text(), schemas.Level(d.text()), d.text()
		f.Wanted, f.Got, f.Message, f.Hint = d.text(), d.text(), d.text(), d.text()
		if d.bad {
			return nil
		}
		list = append(list, f)
	}
	return list
}

func (d *decoder) misses() []traffic.Miss {
	n := d.count()
	if n == 0 {
		return nil
	}
	list := make([]traffic.Miss, 0, min(n, 16))
	for range n {
		m := traffic.Miss{Rule: d.text(), Line: int(d.uvarint()), Reason: d.text()}
		for range d.count() {
			words := d.texts()
			if len(words) != 3 {
				d.fail()
				return nil
			}
			m.Differing = append(m.Differing, traffic.Difference{Member: words[0], Wanted: words[1], Got: words[2]})
		}
		if d.bad {
			return nil
		}
		list = append(list, m)
	}
	return list
}
