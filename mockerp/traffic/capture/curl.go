package capture

import (
	"net/http"
	"slices"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas/show"
)

// Curl is one line for a POSIX shell that repeats the post with curl, as safe as show.Line is. Headers
// that curl sets by itself are left out. Masked secrets must be filled in before the line works. A body
// that was too long for the mock is repeated as far as it is kept; the line then says so in a comment.
func Curl(x *traffic.Exchange, o Options) string {
	x = o.shown(x)
	line := show.Line{
		Method: x.Request.Method, URL: o.url(x), Header: withoutCurls(x.Request.Header), Body: x.Request.Body,
	}
	if x.Request.Truncated || x.Cut {
		line.Remarks = []string{"the body is only the beginning of what was sent"}
	}
	return line.String()
}

// method is the method; "" is POST.
func method(x *traffic.Exchange) string {
	if x.Request.Method == "" {
		return http.MethodPost
	}
	return x.Request.Method
}

// withoutCurls leaves out the headers that are curl's own business.
func withoutCurls(header http.Header) http.Header {
	own := []string{"Host", "Content-Length", "Connection", "Transfer-Encoding", "Accept-Encoding", "Expect", "Keep-Alive", "Te", "Trailer", "Upgrade"}
	rest := http.Header{}
	for name, values := range header {
		if !slices.Contains(own, http.CanonicalHeaderKey(name)) {
			rest[name] = values
		}
	}
	return rest
}
