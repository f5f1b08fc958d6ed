package sqlite

import (
	"encoding/binary"
	"hash/crc32"
	"net/http"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/packed"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// The first byte of content.rest says how to read the remaining bytes. A new encoding gets a new number and the old ones stay
// readable.
const (
	restVersion = 2 // the bodies have columns of their own
	squeezed    = 3 // squeeze has packed both bodies and a rest of form 2 or 4 into this one column
	askedForm   = 4 // form 2 with how the script was asked; only where it was asked in vain
)

// row is one exchange as the file holds it. The lookup columns are plain; rest has everything else in a binary form, because
// headers are bytes that no text format keeps as they came. It ends with a checksum over the whole row. Rows of forms 1 and 2
// have the two bodies in columns of their own.
type row struct {
	id                           int64
	run, kind, typ, serial, work string
	status                       int64
	also, clauses                string
	at                           int64 // Unix milliseconds
	size                         int64
	outcome                      int64  // see outcomeOf
	stock                        uint32 // see traffic.StockSum; no column has it, and it is 0 where the row was read
	request, answer, rest        []byte
	sum                          uint32            // of all but the id, until seal adds it
	carried                      []*traffic.Script // whose texts are in rest
	places                       []uint64          // of the texts that are not, as decode found them
	room                         []byte            // for checksum, of a row that is read again and again
}

// encode makes the row of x, which lacks its id until seal. The places say which exchanges have the texts of the scripts
// that were asked; where they say 0, or nothing, this one has.
func encode(x *traffic.Exchange, places ...uint64) *row {
	r := &row{
		run: x.Run, kind: string(x.Kind), typ: x.Type, serial: x.Serial, work: x.WorkOrder,
		status: int64(x.Answer.Status), also: joinSerials(x.OtherSerials), clauses: joinClauses(x.Findings),
		at: x.At.UnixMilli(), size: journal.Size(x), outcome: int64(outcomeOf(x)), stock: x.StockSum(),
		rest: squeeze(x.Request.Body, x.Answer.Body, encodeRest(x, places...)),
	}
	r.carry(x, places)
	r.sum = r.checksum(r.rest)
	return r
}

// seal gives the row its id and closes it with the checksum.
func (r *row) seal(id int64) {
	r.id = id
	r.rest = binary.BigEndian.AppendUint32(r.rest, withID(r.sum, id))
}

// castagnoli is the polynomial that processors have an instruction for.
func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

func withID(sum uint32, id int64) uint32 {
	return crc32.Update(sum, castagnoli(), binary.BigEndian.AppendUint64(nil, uint64(id)))
}

// sumRoom is what checksum mostly needs.
const sumRoom = 256

// checksum covers every column but the id; rest is given without its checksum. It covers the
// length of each text too, so that no byte can move from one column to the next unseen.
func (r *row) checksum(rest []byte) uint32 {
	buf := r.room
	if buf == nil {
		buf = make([]byte, 0, sumRoom)
	}
	for _, n := range []int64{r.status, r.at, r.size} {
		buf = binary.AppendVarint(buf, n)
	}
	for _, text := range []string{r.run, r.kind, r.typ, r.serial, r.work, r.also, r.clauses} {
		buf = packed.AppendText(buf, text)
	}
	for _, blob := range [][]byte{r.request, r.answer, rest} {
		buf = binary.AppendUvarint(buf, uint64(len(blob)))
	}
	table := castagnoli()
	sum := crc32.Checksum(buf, table)
	for _, blob := range [][]byte{r.request, r.answer, rest} {
		sum = crc32.Update(sum, table, blob)
	}
	return sum
}

// encodeRest writes what has no column of its own. decodeRest reads it in the same order.
func encodeRest(x *traffic.Exchange, places ...uint64) []byte {
	b := make([]byte, 0, 1024)
	b = append(b, restForm(x), bit(x.Request.Truncated, 0)|bit(x.Cut, 1)|bit(x.Booked, 2)|bit(x.Answer.Lost, 3))
	b = binary.AppendVarint(b, x.At.Unix())
	b = binary.AppendUvarint(b, uint64(x.At.Nanosecond()))
	b = binary.AppendVarint(b, int64(x.Took))
	b = binary.AppendVarint(b, int64(x.Answer.Delay))
	for _, text := range []string{
		x.Request.Method, x.Request.URL, x.Request.Proto, x.Request.Remote,
		x.Decision.By, x.Decision.Rule, x.Decision.Why, x.Answer.Fault,
	} {
		b = packed.AppendText(b, text)
	}
	b = appendHeader(b, x.Request.Header)
	b = appendHeader(b, x.Answer.Header)
	b = packed.AppendTexts(b, x.OtherSerials)
	b = appendFindings(b, x.Findings)
	b = appendFindings(b, x.Answer.Findings)
	b = appendMisses(b, x.Decision.Missed)
	return appendAsked(b, x.Decision.Asked, places)
}

// restForm is the form of a rest, before it is squeezed.
func restForm(x *traffic.Exchange) byte {
	if x.Decision.Asked == nil {
		return restVersion
	}
	return askedForm
}

func bit(set bool, n int) byte {
	if set {
		return 1 << n
	}
	return 0
}

// appendHeader writes a header in the order of its names, so that equal exchanges give equal
// bytes.
func appendHeader(b []byte, header http.Header) []byte {
	names := make([]string, 0, len(header))
	for name := range header {
		names = append(names, name)
	}
	slices.Sort(names)
	b = binary.AppendUvarint(b, uint64(len(names)))
	for _, name := range names {
		b = packed.AppendTexts(packed.AppendText(b, name), header[name])
	}
	return b
}

func appendFindings(b []byte, findings []schemas.Finding) []byte {
	b = binary.AppendUvarint(b, uint64(len(findings)))
	for i := range findings {
		f := &findings[i]
		for _, text := range []string{f.Clause, string(f.Level), f.Pointer, f.Wanted, f.Got, f.Message, f.Hint} {
			b = packed.AppendText(b, text)
		}
	}
	return b
}

// appendMisses exists since form 2.
func appendMisses(b []byte, missed []traffic.Miss) []byte {
	b = binary.AppendUvarint(b, uint64(len(missed)))
	for i := range missed {
		m := &missed[i]
		b = binary.AppendUvarint(packed.AppendText(b, m.Rule), uint64(m.Line))
		b = binary.AppendUvarint(packed.AppendText(b, m.Reason), uint64(len(m.Differing)))
		for _, d := range m.Differing {
			b = packed.AppendTexts(b, []string{d.Member, d.Wanted, d.Got})
		}
	}
	return b
}

// joinSerials writes serials as " A B ", so that " A " is found in it and nothing else is.
func joinSerials(serials []string) string {
	if len(serials) == 0 {
		return ""
	}
	var b strings.Builder
	for _, serial := range serials {
		b.WriteString(" " + escape(serial))
	}
	return b.String() + " "
}

// splitSerials undoes joinSerials.
func splitSerials(joined string) []string {
	if joined == "" {
		return nil
	}
	serials := strings.Split(strings.TrimSuffix(strings.TrimPrefix(joined, " "), " "), " ") // of a damaged row neither may be there
	for i, serial := range serials {
		serials[i] = unescape(serial)
	}
	return serials
}

// joinClauses writes findings as " F1/MUST F5/SHOULD ".
func joinClauses(findings []schemas.Finding) string {
	if len(findings) == 0 {
		return ""
	}
	var b strings.Builder
	for i := range findings {
		b.WriteString(" " + escape(findings[i].Clause) + "/" + escape(string(findings[i].Level)))
	}
	return b.String() + " "
}

// unescape undoes escape.
func unescape(text string) string {
	if !strings.Contains(text, "%") {
		return text
	}
	return strings.NewReplacer("%25", "%", "%20", " ", "%2F", "/", "%00", "\x00").Replace(text)
}

// escape replaces the separators of joinSerials and joinClauses in a text.
func escape(text string) string {
	if !strings.ContainsAny(text, " /%\x00") {
		return text
	}
	return strings.NewReplacer("%", "%25", " ", "%20", "/", "%2F", "\x00", "%00").Replace(text)
}
