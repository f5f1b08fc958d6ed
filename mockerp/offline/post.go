package offline

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// Post is one captured request, with its answer where that was captured too.
type Post struct {
	// Place is where it stands in the capture, such as "entry 3".
	Place string
	// Run is the isolated ERP that received it; "" where that is not known.
	Run    string
	Method string
	URL    string
	// Header is nil when no headers were captured.
	Header http.Header
	Body   []byte
	// Partial says why the body is not all of what was sent; "" when it is.
	Partial string

	// Answered is true when an answer was captured, or that there was none: then Status is 0 (T6).
	Answered bool
	Status   int
	Answer   []byte
	// AnswerPartial says why the body of the answer is not all of what was answered.
	AnswerPartial string
}

// kindOf tells what a post should be: the kind that is given, or by the end of its path, else by its
// shape. A reason is given when it is no post of the contract.
func (p *Post) kindOf(given schemas.Kind, payload map[string]any) (kind schemas.Kind, reason string) {
	if p.Method != "" && p.Method != http.MethodPost {
		return "", fmt.Sprintf("%s is not how the MES reports", show.Clip(p.Method, 80))
	}
	if given != "" {
		return given, ""
	}
	if kind, ok := kindOfPath(p.path()); ok {
		return kind, ""
	}
	if !looksLikePost(payload) {
		return "", "neither its path nor its body is that of a post of the contract"
	}
	return schemas.KindOf(payload), ""
}

func (p *Post) path() string {
	parsed, err := url.Parse(p.URL)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(parsed.Path, "/")
}

func kindOfPath(at string) (schemas.Kind, bool) {
	kind, err := schemas.ParseKind(path.Base(at))
	return kind, err == nil
}

// looksLikePost wants a type, and one of the members that every post has. What misses more than
// that is not told from other JSON.
func looksLikePost(payload map[string]any) bool {
	if _, ok := payload["type"]; !ok {
		return false
	}
	for _, name := range []string{"workorderNumber", "workorderId", "stockId", "sessionId"} {
		if _, ok := payload[name]; ok {
			return true
		}
	}
	return false
}

// target is what has books of its own: a run where it is known, else a host with the run that its
// path names.
func (p *Post) target() string {
	if p.Run != "" {
		return "run " + p.Run
	}
	parsed, err := url.Parse(p.URL)
	if err != nil || parsed.Host == "" && parsed.Path == "" {
		return "one ERP"
	}
	target := parsed.Host
	if target == "" {
		target = "one ERP"
	}
	if parts := strings.Split(strings.TrimPrefix(parsed.Path, "/"), "/"); len(parts) > 1 && parts[0] == "r" {
		target += " run " + parts[1]
	}
	return target
}

// judgeContentType is T1 where headers were captured.
func (p *Post) judgeContentType() []schemas.Finding {
	if p.Header == nil {
		return nil
	}
	return schemas.JudgeContentType(p.Header.Get("Content-Type"), p.Header.Get("Content-Encoding"))
}
