package script

import (
	"net/http"
	"slices"
	"strings"

	"golang.org/x/net/http/httpguts"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// header is one header of an answer: a value that stays, or a template.
type header struct {
	name     string
	value    string
	template *leaf
}

// framing are the headers that say where an answer ends: those are the server's.
var framing = [...]string{"Content-Length", "Transfer-Encoding", "Trailer", "Connection", "Keep-Alive", "Upgrade", "Te"}

// headers reads the headers of an answer and adds the content type of the body, unless
// the script gives one.
func (t *templates) headers(pointer, contentType string) []header {
	var all []header
	for _, name := range t.file.Keys(pointer) {
		at := pointer + yamlfile.Pointer(name)
		h := header{name: http.CanonicalHeaderKey(name)}
		switch {
		case slices.Contains(framing[:], h.name):
			t.refuseName(at, "the header %s is the server's own and cannot be scripted", h.name)
		case slices.ContainsFunc(all, func(other header) bool { return other.name == h.name }):
			t.refuseName(at, "the header %s appears twice: upper and lower case are the same in headers", h.name)
		}
		value, _ := t.file.Value(at)
		words, _ := value.(string)
		var isTemplate bool
		if h.template, isTemplate = t.leaf(at, words); !isTemplate {
			h.value = strings.TrimSpace(words)
			if !httpguts.ValidHeaderFieldValue(h.value) {
				t.refuse(at, "the value of a header is one line without control characters")
			}
		}
		all = append(all, h)
	}
	if contentType != "" && !slices.ContainsFunc(all, func(h header) bool { return h.name == "Content-Type" }) {
		all = append(all, header{name: "Content-Type", value: contentType})
	}
	return all
}
