package brokenerps

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// brokenRefusals do not refuse what cannot be, or break down over it.
func brokenRefusals() []ERP {
	return []ERP{
		broken("books-anything", "does not look at the members of a post", []string{"E5"}, habits{unchecked: func(status int) bool {
			return status == http.StatusUnprocessableEntity
		}}),
		broken("reads-anything", "accepts bodies that are not JSON", []string{"E5"}, habits{unchecked: func(status int) bool {
			return status == http.StatusBadRequest
		}}),
		broken("removes-anything", "accepts the removal of what it does not have", []string{"E5"}, habits{unchecked: func(status int) bool {
			return status == http.StatusNotFound
		}}),
		broken("crashes-on-no-json", "breaks the connection when the body is not JSON", []string{"E5"}, habits{front: func(next http.Handler) http.Handler {
			return onNoJSON(next, func(http.ResponseWriter) { panic(http.ErrAbortHandler) })
		}}),
		broken("500-on-no-json", "answers 500 with a page when the body is not JSON", []string{"E5", "E6"}, habits{front: func(next http.Handler) http.Handler {
			return onNoJSON(next, func(w http.ResponseWriter) {
				http.Error(w, "<html><body>Internal Server Error</body></html>", http.StatusInternalServerError)
			})
		}}),
		broken("500-for-everything", "answers 500 whenever it refuses", []string{"E5"}, habits{says: func(_ post, r *reply) {
			if r.status >= http.StatusBadRequest {
				r.status = http.StatusInternalServerError
			}
		}}),
		broken("unknown-type-is-add", "takes any type that it does not know for an add", []string{"E5"}, habits{reads: func(body []byte) (map[string]any, bool) {
			object, ok := parse(body)
			if word, isText := object["type"].(string); isText && !strings.Contains("add update remove", word) {
				object["type"] = "add"
			}
			return object, ok
		}}),
		broken("text-numbers", "takes quantities that are written as text", []string{"E5"}, habits{reads: func(body []byte) (map[string]any, bool) {
			object, ok := parse(body)
			for _, name := range []string{"position", "validQty", "invalidQty"} {
				if text, isText := object[name].(string); isText {
					object[name] = json.Number(text)
				}
			}
			return object, ok
		}}),
		broken("no-update", "has no update of devices", []string{"E1"}, without(schemas.Device, "update")),
		broken("no-take-back", "has no way to take a report back", []string{"E1"}, without(schemas.Operation, "remove")),
		broken("no-detach", "has no way to detach a part", []string{"E1"}, without(schemas.ItemAttach, "remove")),
	}
}

// without refuses one act.
func without(kind schemas.Kind, act string) habits {
	return refuses("This is not possible here.", func(p post) bool {
		return p.kind == kind && p.act == act
	})
}

// refuses is the habit of refusing right posts of some sort.
func refuses(reason string, which func(post) bool) habits {
	return habits{demands: func(p post) string {
		if which(p) {
			return reason
		}
		return ""
	}}
}

// withBody reads the body first; the ERP goes on if before gives true.
func withBody(next http.Handler, before func(http.ResponseWriter, *http.Request, []byte) bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if before(w, r, body) {
			next.ServeHTTP(w, r)
		}
	})
}

// onNoJSON does something else when the body is not JSON.
func onNoJSON(next http.Handler, otherwise func(http.ResponseWriter)) http.Handler {
	return withBody(next, func(w http.ResponseWriter, _ *http.Request, body []byte) bool {
		if !json.Valid(body) {
			otherwise(w)
			return false
		}
		return true
	})
}
