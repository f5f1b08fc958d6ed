package upstream

import (
	"net/http"
	"slices"
	"strings"
)

// hopsHeader lists the mocks that a post came through.
const hopsHeader = "Erpkit-Hops"

// mostHops is how many mocks may stand before one ERP.
const mostHops = 8

// loops tells whether the post has been here before, or has passed through too many mocks.
func (u *Upstream) loops(header http.Header) bool {
	hops := tokens(header[hopsHeader])
	return len(hops) >= mostHops || slices.Contains(hops, u.token)
}

// tokens are the members of a header that is a list.
func tokens(fields []string) []string {
	var list []string
	for _, field := range fields {
		for token := range strings.SplitSeq(field, ",") {
			if token = strings.TrimSpace(token); token != "" {
				list = append(list, token)
			}
		}
	}
	return list
}

// endToEnd copies a header without what is about the connection only (RFC 9110, section 7.6.1), the
// length aside, which the connection says again.
func endToEnd(header http.Header) http.Header {
	kept := header.Clone()
	if kept == nil {
		kept = http.Header{}
	}
	for _, name := range tokens(header["Connection"]) {
		kept.Del(name)
	}
	for _, name := range []string{
		"Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection",
		"Te", "Trailer", "Transfer-Encoding", "Upgrade", "Content-Length",
	} {
		kept.Del(name)
	}
	return kept
}
