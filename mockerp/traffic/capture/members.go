package capture

import (
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// members is a JSON object that is written member by member, which takes a third of the time that a struct takes: an export
// has millions. The names need no escapes.
type members struct {
	text []byte
	err  error
}

func (m *members) name(name string) {
	if n := len(m.text); n > 0 && m.text[n-1] != '{' {
		m.text = append(m.text, ',')
	}
	m.text = append(append(append(m.text, '"'), name...), `":`...)
}

// begin opens an object within; end closes it.
func (m *members) begin(name string) { m.raw(name, "{") }
func (m *members) end()              { m.text = append(m.text, '}') }

// raw is JSON already.
func (m *members) raw(name, value string) {
	m.name(name)
	m.text = append(m.text, value...)
}

func (m *members) number(name string, n int64) {
	m.name(name)
	m.text = strconv.AppendInt(m.text, n, 10)
}

func (m *members) is(name string, is bool) {
	m.name(name)
	m.text = strconv.AppendBool(m.text, is)
}

// string writes a text. What of it is no UTF-8 is replaced, of which the error tells.
func (m *members) string(name, text string) {
	m.name(name)
	m.text, _ = jsontext.AppendQuote(m.text, text)
}

// some writes a text that is left out when it is empty.
func (m *members) some(name, text string) {
	if text != "" {
		m.string(name, text)
	}
}

// body writes a body as bodyOf has it.
func (m *members) body(content []byte) {
	body := bodyOf(content)
	m.some("text", body.Text)
	m.some("base64", body.Base64)
}

// all writes a list, which is mostly empty.
func all[T any](m *members, name string, list []T) {
	if len(list) == 0 {
		m.raw(name, "[]")
		return
	}
	text, err := json.Marshal(list, written())
	if err != nil {
		m.err = err
	}
	m.raw(name, string(text))
}
