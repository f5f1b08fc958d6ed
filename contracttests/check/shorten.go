package check

import (
	"bytes"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// How much of an answer's body is kept, and how much once a run has kept plenty: error pages may be long and many.
const (
	longBody  = 64 << 10
	shortBody = 4 << 10
	plenty    = 8 << 20
)

// reading is what was read of a body before most of it was dropped.
type reading struct {
	object  map[string]any // nil if it is none
	dialect schemas.Dialect
}

// shorten keeps the beginning of a long body and what was to be read in the whole.
func (r *Runner) shorten(x *Exchange) {
	t := &x.Result.Transcript
	most := r.room(len(t.AnswerBody))
	x.Result.Message = show.Clip(x.Result.Message, most)
	if len(t.AnswerBody) <= most {
		return
	}
	object, _ := x.Body()
	x.whole = &reading{small(object), x.dialect()}
	t.AnswerBody, t.AnswerTruncated = bytes.Clone(t.AnswerBody[:most]), true
}

// room gives how much of a body is kept.
func (r *Runner) room(size int) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	most := longBody
	if r.kept > plenty {
		most = shortBody
	}
	r.kept += min(size, most)
	return most
}

// small is an object without its long texts, arrays and objects: checks ask only whether those are there.
func small(object map[string]any) map[string]any {
	for name, value := range object {
		switch v := value.(type) {
		case string:
			object[name] = show.Clip(v, shortBody)
		case []any:
			object[name] = v[:min(len(v), 1)]
		case map[string]any:
			object[name] = map[string]any{}
		}
	}
	return object
}
