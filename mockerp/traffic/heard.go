package traffic

import (
	"net/http"

	"github.com/erpkit/erpkit/mockerp/fault"
)

// Heard tells whether the MES got the answer, in right HTTP.
func (a *Answer) Heard() bool { return !a.Lost && a.Status != 0 }

// Read is the answer as the MES reads it, or would have: unpacked, the first half of it where a fault
// cut the JSON, and without a body where HTTP has none (RFC 9110).
func (x *Exchange) Read() Answer {
	read := x.Answer
	if read.Header.Get("Content-Encoding") != "" && !x.packedUnasked() {
		read.Body = Unpack(read.Header, read.Body)
		read.Header = read.Header.Clone()
		read.Header.Del("Content-Encoding")
		read.Header.Del("Content-Length")
	}
	switch {
	case read.Status < 200, read.Status == http.StatusNoContent, read.Status == http.StatusResetContent, read.Status == http.StatusNotModified:
		read.Body = nil
	case read.Fault == string(fault.TruncatedJSON):
		read.Body = read.Body[:len(read.Body)/2]
	}
	return read
}

// packedUnasked tells whether a mock's script packed an answer for a MES that did not ask for that, and
// so does not unpack it. Of what others captured nobody knows all that was asked for.
func (x *Exchange) packedUnasked() bool {
	recorded := x.Origin == nil || x.Origin.Own
	return recorded && x.Knows(Headers) && x.Decision.By == "script" && x.Request.Header.Get("Accept-Encoding") == ""
}
