package capsule

import (
	"net/http"
	"time"

	"github.com/erpkit/erpkit/mockerp/fault"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// post is an exchange as a story needs it.
type post struct {
	*traffic.Exchange
	payload map[string]any
	// heard is the answer as the MES read it; lost is true when it heard none (T6).
	heard traffic.Answer
	lost  bool
}

// read decodes the bodies. An answer after the MES stopped waiting counts as not heard.
func read(exchanges []*traffic.Exchange, patience time.Duration) []post {
	all := make([]post, 0, len(exchanges))
	for _, x := range exchanges {
		r := readOne(x)
		r.lost = r.lost || r.heard.Delay >= patience
		all = append(all, r)
	}
	return all
}

func readOne(x *traffic.Exchange) post {
	r := post{Exchange: x, heard: x.Read(), lost: !x.Answer.Heard()}
	r.payload, _ = schemas.Parse(x.Request.Body)
	if !r.lost && r.heard.Fault == string(fault.TruncatedJSON) {
		r.heard.Fault = "" // the half that was heard is in the body
	}
	return r
}

// useless says why a post cannot be replayed; "" when it can.
func (r *post) useless() string {
	switch o := r.Origin; {
	case r.Request.Method != http.MethodPost && r.Request.Method != "":
		return "not a POST"
	case o != nil && o.Foreign != "":
		return o.Foreign
	case o != nil && o.Unreadable != "":
		return "cannot be read: " + o.Unreadable
	case r.Request.Truncated || r.Cut:
		return "the body was not recorded to the end"
	case r.Decision.By == "door" || r.Kind == "":
		return "the door of the mock refused it before it was read as a post"
	}
	return ""
}
