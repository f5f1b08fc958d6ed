package scenarios

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// Body is the body of a raw post: bytes, with references in between.
type Body struct {
	parts []bodyPart
}

type bodyPart struct {
	plain []byte
	text  Text
	// quoted is true if the value is written inside a JSON text. value is true if a lone reference stands for a JSON
	// value of its own type.
	quoted, value bool
	// mark is the kind of name that the text holds, for the prefix of a run.
	mark Mark
}

// Mark tells which names get the prefix of a run.
type Mark int

// The marks.
const (
	NoMark Mark = iota
	SerialMark
	NumberMark
)

// Resolve makes the bytes of the body. look returns the values of references. mark puts the prefix of the run
// before serials and work order numbers in a JSON body; it may be nil.
func (b Body) Resolve(look func(Ref) (any, error), mark func(Mark, string) string) ([]byte, error) {
	var out bytes.Buffer
	for _, p := range b.parts {
		switch {
		case p.plain != nil:
			out.Write(p.plain)
		case p.value:
			value, err := look(*p.text.lone())
			if err != nil {
				return nil, err
			}
			if text, isText := value.(string); isText && mark != nil {
				value = mark(p.mark, text)
			}
			out.Write(encode(value))
		default:
			text, err := p.text.Resolve(look)
			if err != nil {
				return nil, err
			}
			if mark != nil {
				text = mark(p.mark, text)
			}
			if p.quoted {
				out.Write(encode(text))
			} else {
				out.WriteString(text)
			}
		}
	}
	return out.Bytes(), nil
}

// refs lists the references of the body.
func (b Body) refs() []Ref {
	var all []Ref
	for _, p := range b.parts {
		all = append(all, p.text.refs()...)
	}
	return all
}

// encode writes a value as JSON.
func encode(value any) []byte {
	text, err := schemas.JSON(value)
	if err != nil { // cannot happen: the values come from a file
		return []byte("null")
	}
	return text
}

// bodyReader makes a Body from a value in a file and keeps the order of its members.
type bodyReader struct {
	r     *reader
	body  Body
	plain []byte
}

// body reads the body of a post.
func (r *reader) body(pointer string) Body {
	w := &bodyReader{r: r}
	switch value, _ := r.file.Value(pointer); value.(type) {
	case nil:
	case string:
		if t := r.text(pointer); t.given {
			w.body.parts = append(w.body.parts, bodyPart{text: t})
		}
	default:
		w.value(pointer, value, NoMark)
	}
	w.flush()
	return w.body
}

func (w *bodyReader) flush() {
	if len(w.plain) > 0 {
		w.body.parts = append(w.body.parts, bodyPart{plain: w.plain})
		w.plain = nil
	}
}

func (w *bodyReader) write(text string) { w.plain = append(w.plain, text...) }

func (w *bodyReader) value(pointer string, value any, mark Mark) {
	switch v := value.(type) {
	case map[string]any:
		w.object(pointer, v)
	case []any:
		w.write("[")
		for i, entry := range v {
			if i > 0 {
				w.write(",")
			}
			w.value(pointer+pointerTo(i), entry, NoMark)
		}
		w.write("]")
	case string:
		w.text(pointer, mark)
	case json.Number:
		w.write(string(v))
	default:
		w.plain = append(w.plain, encode(v)...)
	}
}

func (w *bodyReader) object(pointer string, object map[string]any) {
	w.write("{")
	for i, name := range w.r.file.Keys(pointer) {
		if i > 0 {
			w.write(",")
		}
		w.plain = append(w.plain, encode(name)...)
		w.write(":")
		w.value(pointer+pointerTo(name), object[name], markOf(name))
	}
	w.write("}")
}

// markOf recognizes names by the members of the contract.
func markOf(member string) Mark {
	switch strings.ToLower(member) {
	case "serial", "oldserial":
		return SerialMark
	case "workordernumber":
		return NumberMark
	}
	return NoMark
}

func (w *bodyReader) text(pointer string, mark Mark) {
	t := w.r.text(pointer)
	if value := t.constant(); value != nil {
		w.plain = append(w.plain, encode(value)...)
		return
	}
	if len(t.refs()) == 0 && mark == NoMark {
		plain, _ := t.Resolve(nil)
		w.plain = append(w.plain, encode(plain)...)
		return
	}
	w.flush()
	lone := t.lone() != nil
	w.body.parts = append(w.body.parts, bodyPart{text: t, quoted: !lone, value: lone, mark: mark})
}
