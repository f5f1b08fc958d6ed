package books

import (
	"net/http"

	"github.com/erpkit/erpkit/schemas"
)

// draft gathers an Opinion.
type draft struct {
	findings []schemas.Finding
	broken   Reply // the refusal for the first grave finding
	refused  Reply // the refusal of an MES that did nothing wrong
	accepted Reply
}

func (v *draft) opinion() Opinion {
	o := Opinion{Findings: v.findings, Lenient: v.accepted}
	if v.refused.Status != 0 {
		o.Lenient = v.refused
	}
	o.Strict = o.Lenient
	if v.broken.Status != 0 {
		o.Strict = v.broken
	}
	return o
}

// accept answers 200 with the id; "" is none.
func (v *draft) accept(id string) {
	v.accepted = Reply{Status: http.StatusOK, ExternalID: id}
}

// refuse refuses what is not the MES's fault.
func (v *draft) refuse(c Code, args ...any) { v.refused = replyOf(c, args...) }

// fault is one member of a payload that breaks a flow clause.
type fault struct {
	code        Code
	pointer     string
	wanted, got string
}

// find records a fault; args fill in the sentence of its code.
func (v *draft) find(f fault, args ...any) {
	r := catalogue[f.code]
	clause, _ := schemas.ClauseByID(r.clause)
	reply := replyOf(f.code, args...)
	v.findings = append(v.findings, schemas.Finding{
		Clause: r.clause, Level: clause.Level, Pointer: f.pointer,
		Wanted: clip(f.wanted), Got: gotOrNothing(f.got), Message: reply.Message[:len(reply.Message)-len(r.cure)-1], Hint: r.cure,
	})
	if v.broken.Status == 0 {
		v.broken = reply
	}
}

func gotOrNothing(got string) string {
	if got == "" {
		return "nothing"
	}
	return clip(got)
}

func replyOf(c Code, args ...any) Reply {
	r := catalogue[c]
	return Reply{Status: r.status, Message: r.say(args...) + " " + r.cure, Code: c}
}
