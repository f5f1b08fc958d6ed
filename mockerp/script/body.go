package script

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// body is the body of an answer, cut into what is always the same and what is made for
// each post.
type body struct {
	contentType string // by default; "" when there is no body
	parts       []part
}

// part is a piece of a body: either words that stay, or a template.
type part struct {
	words    []byte
	template *leaf
	quoted   bool // the template makes the inside of a JSON string
}

// body reads the body of an answer: that of a file, bytes in base64, or what is written
// there. A text is a template as a whole; an object or a list becomes JSON in the order of
// the file, with a template for each text in it.
func (t *templates) body(pointer string) body {
	if _, ok := t.file.Value(pointer + "/file"); ok {
		return t.fileBody(pointer + "/file")
	}
	if _, ok := t.file.Value(pointer + "/base64"); ok {
		return t.base64Body(pointer + "/base64")
	}
	pointer += "/body"
	value, ok := t.file.Value(pointer)
	if !ok {
		return body{}
	}
	w := bodyWriter{templates: t}
	if words, isText := value.(string); isText {
		w.text(pointer, words, false)
		return body{contentType: "text/plain; charset=utf-8", parts: w.finish()}
	}
	w.value(pointer, value)
	return body{contentType: "application/json", parts: w.finish()}
}

type bodyWriter struct {
	*templates
	buffer bytes.Buffer
	parts  []part
}

func (w *bodyWriter) value(pointer string, value any) {
	switch v := value.(type) {
	case map[string]any:
		w.buffer.WriteByte('{')
		for i, name := range w.file.Keys(pointer) {
			if i > 0 {
				w.buffer.WriteByte(',')
			}
			w.buffer.Write(quoteJSON(name))
			w.buffer.WriteByte(':')
			w.value(pointer+yamlfile.Pointer(name), v[name])
		}
		w.buffer.WriteByte('}')
	case []any:
		w.buffer.WriteByte('[')
		for i, entry := range v {
			if i > 0 {
				w.buffer.WriteByte(',')
			}
			w.value(pointer+yamlfile.Pointer(i), entry)
		}
		w.buffer.WriteByte(']')
	case string:
		w.text(pointer, v, true)
	case json.Number:
		w.buffer.WriteString(string(v))
	case nil:
		w.buffer.WriteString("null")
	default:
		fmt.Fprint(&w.buffer, v)
	}
}

// text writes words that stay, or ends the part and begins a template.
func (w *bodyWriter) text(pointer, words string, quoted bool) {
	one, ok := w.leaf(pointer, words)
	switch {
	case ok:
		w.flush()
		w.parts = append(w.parts, part{template: one, quoted: quoted})
	case quoted:
		w.buffer.Write(quoteJSON(words))
	default:
		w.buffer.WriteString(words)
	}
}

func (w *bodyWriter) flush() {
	if w.buffer.Len() > 0 {
		w.parts = append(w.parts, part{words: bytes.Clone(w.buffer.Bytes())})
		w.buffer.Reset()
	}
}

func (w *bodyWriter) finish() []part {
	w.flush()
	return w.parts
}

// make gives the body for a post. Without templates it is always the same memory.
func (b *body) make(made *making) ([]byte, error) {
	if len(b.parts) == 1 && b.parts[0].template == nil {
		return b.parts[0].words, nil
	}
	var all []byte
	for i := range b.parts {
		p := &b.parts[i]
		if p.template == nil {
			all = append(all, p.words...)
			continue
		}
		words, err := made.run(p.template)
		if err != nil {
			return nil, err
		}
		if p.quoted {
			words = quoteJSON(string(words))
		}
		all = append(all, words...)
	}
	return all, nil
}

// quoteJSON writes a JSON string.
func quoteJSON(words string) []byte {
	text, err := schemas.JSON(words)
	if err != nil { // cannot be: a string
		return []byte(`""`)
	}
	return text
}
