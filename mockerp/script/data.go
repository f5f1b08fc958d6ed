package script

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// dataOf makes what a template sees as its dot: the members of the payload, and beside
// them books.id and post.run, post.seq, post.kind, post.header and post.query.
func dataOf(p *Post) map[string]any {
	data := plainObject(p.Payload, 1)
	data["books"] = map[string]any{"id": p.BooksID}
	data["post"] = map[string]any{
		"run": p.Run, "seq": p.Seq, "kind": string(p.Kind),
		"header": headers(firsts(p.Header)), "query": firsts(p.Query),
	}
	return data
}

// headers are the first values of a header; their names may be written in any case.
type headers map[string]string

// maxDeep is how deep payloads are made ready for templates; below, they are as decoded.
const maxDeep = 4

// plainObject copies an object, so that no template can change the payload.
func plainObject(from map[string]any, depth int) map[string]any {
	to := make(map[string]any, len(from)+2)
	for name, value := range from {
		to[name] = plain(value, depth)
	}
	return to
}

// plain makes values as people expect them in a template: null prints nothing, and
// numbers can be compared. A number that Go would print otherwise keeps its text (P6).
func plain(value any, depth int) any {
	switch v := value.(type) {
	case nil:
		return ""
	case map[string]any:
		if depth < maxDeep {
			return plainObject(v, depth+1)
		}
	case json.Number:
		if whole, err := strconv.ParseInt(string(v), 10, 64); err == nil && strconv.FormatInt(whole, 10) == string(v) {
			return whole
		}
		if float, err := strconv.ParseFloat(string(v), 64); err == nil && fmt.Sprint(float) == string(v) {
			return float
		}
	}
	return value
}

// firsts keeps the first value of each name. A name that is not there is "".
func firsts(from map[string][]string) map[string]string {
	to := make(map[string]string, len(from))
	for name, values := range from {
		if len(values) > 0 {
			to[name] = values[0]
		}
	}
	return to
}
