package capture

import (
	"encoding/base64"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// known is what a mock knows of an exchange and no other recorder, in the JSON of both formats.
type known struct {
	ID           uint64                    `json:"id"`
	Mock         string                    `json:"mock,omitempty"`
	MockID       uint64                    `json:"mockId,omitzero"`
	Run          string                    `json:"run"`
	TookMicros   int64                     `json:"tookMicros"`
	Kind         schemas.Kind              `json:"kind"`
	Type         string                    `json:"type"`
	Serial       string                    `json:"serial"`
	OtherSerials short[[]string]           `json:"otherSerials"`
	WorkOrder    string                    `json:"workOrder"`
	Findings     *short[[]schemas.Finding] `json:"findings"`
	Decision     short[traffic.Decision]   `json:"decision"`
	Booked       *bool                     `json:"booked"`
	Cut          bool                      `json:"cut"`
}

func knownOf(x *traffic.Exchange) known {
	k := known{
		ID: x.ID, Run: x.Run, TookMicros: x.Took.Microseconds(), Kind: x.Kind, Type: x.Type, Serial: x.Serial,
		OtherSerials: short[[]string]{x.OtherSerials}, WorkOrder: x.WorkOrder, Decision: short[traffic.Decision]{x.Decision}, Cut: x.Cut,
	}
	if x.Origin != nil {
		k.Mock, k.MockID = x.Origin.Mock, x.Origin.Number
	}
	if x.Knows(traffic.Judgement) {
		k.Findings = &short[[]schemas.Finding]{x.Findings}
	}
	if x.Knows(traffic.Booking) {
		k.Booked = &x.Booked
	}
	return k
}

// tell writes what a mock knew into an exchange that was read.
func (k *known) tell(x *traffic.Exchange) {
	x.ID, x.Run, x.Took, x.Cut = k.ID, k.Run, micros(k.TookMicros), k.Cut
	x.Type, x.Serial, x.OtherSerials, x.WorkOrder = k.Type, k.Serial, some(k.OtherSerials.is), k.WorkOrder
	x.Decision = k.Decision.is
	x.Origin.Own, x.Origin.Mock, x.Origin.Number = true, k.Mock, k.MockID
	if kind, err := schemas.ParseKind(string(k.Kind)); err == nil {
		x.Kind = kind
	}
	if k.Findings != nil {
		x.Findings = some(k.Findings.is)
		x.Origin.Unknown &^= traffic.Judgement
	}
	if k.Booked != nil {
		x.Booked = *k.Booked
		x.Origin.Unknown &^= traffic.Booking
	}
}

// some is a list as an exchange has it: nil when it is empty.
func some[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

// mostTook is the longest plausible duration: a day.
const mostTook = 24 * time.Hour

// micros is a time in microseconds; 0 for one that cannot be.
func micros(n int64) time.Duration {
	if n < 0 || n > mostTook.Microseconds() {
		return 0
	}
	return time.Duration(n) * time.Microsecond
}

// body has one of the two, or none for an empty body.
type body struct {
	Text   string `json:"text,omitempty"`
	Base64 string `json:"base64,omitempty"`
}

func bodyOf(content []byte) body {
	text, encoding := textOrBase64(content)
	if encoding != "" {
		return body{Base64: text}
	}
	return body{Text: text}
}

func (b *body) bytes(pointer string) ([]byte, error) {
	if b.Text == "" && b.Base64 != "" {
		return readBase64(pointer+"/base64", b.Base64)
	}
	return []byte(b.Text), nil
}

// answer is what a mock meant to answer, and what became of it on the wire.
type answer struct {
	Status      int                      `json:"status"`
	Headers     named                    `json:"headers"`
	DelayMicros int64                    `json:"delayMicros"`
	Fault       string                   `json:"fault,omitempty"`
	Lost        bool                     `json:"lost"`
	Findings    short[[]schemas.Finding] `json:"findings"`
	body
}

func answerOf(x *traffic.Exchange) *answer {
	a := &x.Answer
	return &answer{
		Status: a.Status, Headers: named(a.Header), DelayMicros: a.Delay.Microseconds(), Fault: a.Fault, Lost: a.Lost,
		Findings: short[[]schemas.Finding]{a.Findings}, body: bodyOf(a.Body),
	}
}

func (a *answer) answer(pointer string) (traffic.Answer, error) {
	content, err := a.bytes(pointer)
	return traffic.Answer{
		Status: a.Status, Header: http.Header(a.Headers), Body: content, Delay: micros(a.DelayMicros), Fault: a.Fault, Lost: a.Lost,
		Findings: some(a.Findings.is),
	}, err
}

// textOrBase64 is how JSON can hold any bytes.
func textOrBase64(content []byte) (text, encoding string) {
	if utf8.Valid(content) {
		return string(content), ""
	}
	return base64.StdEncoding.EncodeToString(content), "base64"
}

// latin1 reads a text that is not UTF-8 as HTTP once defined it: one character per byte.
func latin1(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	runes := make([]rune, 0, len(text))
	for i := range len(text) {
		runes = append(runes, rune(text[i]))
	}
	return string(runes)
}

// stamp is a time as all formats write it; "" for none.
func stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339Nano)
}
