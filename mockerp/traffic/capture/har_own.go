package capture

import (
	"bytes"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// harOwn is the member _erpkit of an entry.
type harOwn struct {
	known
	Proto          string                   `json:"proto"`
	Remote         string                   `json:"remote"`
	DelayMicros    *int64                   `json:"delayMicros"`
	AnswerFindings short[[]schemas.Finding] `json:"answerFindings"`
	Fault          string                   `json:"fault,omitempty"`
	Lost           bool                     `json:"lost"`
	Truncated      bool                     `json:"truncated"`
	// Answer is what the mock recorded, where the entry shows something else: nothing for an answer that
	// was lost, the text of one that was packed.
	Answer *answer `json:"answer,omitempty"`
}

func harOwnOf(x *traffic.Exchange) *harOwn {
	delay := x.Answer.Delay.Microseconds()
	own := &harOwn{
		known: knownOf(x), Proto: x.Request.Proto, Remote: x.Request.Remote, DelayMicros: &delay,
		AnswerFindings: short[[]schemas.Finding]{x.Answer.Findings}, Fault: x.Answer.Fault, Lost: x.Answer.Lost, Truncated: x.Request.Truncated,
	}
	if x.Answer.Lost || !bytes.Equal(traffic.Unpack(x.Answer.Header, x.Answer.Body), x.Answer.Body) {
		own.Answer = answerOf(x)
	}
	return own
}

// tell writes what a mock knew into an exchange that was read. An older erpkit wrote less.
func (own *harOwn) tell(x *traffic.Exchange) (err error) {
	own.known.tell(x)
	x.Request.Proto, x.Request.Remote = own.Proto, own.Remote
	x.Request.Truncated = x.Request.Truncated || own.Truncated
	if own.DelayMicros != nil {
		x.Answer.Delay = micros(*own.DelayMicros)
	}
	if own.Answer != nil {
		x.Answer, err = own.Answer.answer("/_erpkit/answer")
	}
	x.Answer.Fault, x.Answer.Lost, x.Answer.Findings = own.Fault, own.Lost, some(own.AnswerFindings.is)
	if x.Answer.Status != 0 || x.Answer.Lost {
		x.Origin.Unknown &^= traffic.Answered | traffic.AnswerBody
	}
	return err
}
