package capsule

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// bodyMask walks through a JSON body.
type bodyMask struct {
	*Masker
	decoder *jsontext.Decoder
	body    []byte
	out     []byte
	done    int // how much of the body is in out
	top     room
	open    []nested
}

// nested is an object or list that is open.
type nested struct {
	in     room
	member string // whose value comes next; "" in a list
}

// body masks every text in a JSON body and leaves the rest as it was, byte for byte. A body that is not JSON is
// masked as prose. The room is inPost or inAnswer.
func (m *Masker) body(body []byte, top room) []byte {
	if len(body) == 0 {
		return body
	}
	b := bodyMask{Masker: m, body: body, top: top, decoder: jsontext.NewDecoder(bytes.NewReader(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))}
	for {
		token, err := b.decoder.ReadToken()
		if err != nil {
			break
		}
		b.token(token)
	}
	if int(b.decoder.InputOffset()) < len(bytes.TrimRight(body, " \t\r\n")) {
		return []byte(m.prose(string(body)))
	}
	return append(b.out, body[b.done:]...)
}

// token handles the token that was just read.
func (b *bodyMask) token(token jsontext.Token) {
	kind, n := b.decoder.StackIndex(b.decoder.StackDepth())
	switch token.Kind() {
	case '{', '[':
		b.begin(token.Kind() == '[')
	case '}', ']':
		b.open = b.open[:len(b.open)-1]
	case '"':
		if kind == '{' && n%2 == 1 {
			name := token.String()
			b.open[len(b.open)-1].member = name
			b.replace(b.memberName(b.place().in, name), name)
			return
		}
		b.replace(b.text(b.place(), token.String()), token.String())
	case '0':
		if at := b.place(); isName(at.member) || !at.in.isQuantity(at.member) && isLong(token.String()) {
			b.put(len(token.String()), []byte(b.number(token.String())))
		}
	}
}

func (b *bodyMask) begin(isList bool) {
	in := elsewhere
	if at := b.place(); len(b.open) > 0 {
		in = at.in.inside(at.member, isList)
	} else if !isList {
		in = b.top
	}
	b.open = append(b.open, nested{in: in})
}

// place is the position of the walk.
func (b *bodyMask) place() nested {
	if len(b.open) == 0 {
		return nested{}
	}
	return b.open[len(b.open)-1]
}

func (b *bodyMask) text(at nested, text string) string {
	switch {
	case at.in.stays(at.member, text):
		return text
	case at.in == inFinding && at.member == "pointer":
		return b.pointer(text)
	case isName(at.member):
		return b.name(text)
	}
	return b.prose(text)
}

// replace writes another text in place of the last one read. If that one was not valid Unicode, the new one is not
// either, so that a judge finds the same fault.
func (b *bodyMask) replace(made, was string) {
	if made == was {
		return
	}
	raw := rawString(b.body[:b.decoder.InputOffset()])
	quoted, err := jsontext.AppendQuote(nil, made)
	if err != nil { // cannot happen: it was made from a text that was read
		return
	}
	switch {
	case !utf8.Valid(raw):
		quoted = bytes.ReplaceAll(quoted, []byte("\uFFFD"), []byte("\xff"))
	case !bytes.Contains(raw, []byte("\uFFFD")) && !strings.Contains(strings.ToLower(string(raw)), `\ufffd`): // half a pair
		quoted = bytes.ReplaceAll(quoted, []byte("\uFFFD"), []byte(`\ud800`))
	}
	b.put(len(raw), quoted)
}

// put writes something in place of the last bytes read.
func (b *bodyMask) put(size int, made []byte) {
	end := int(b.decoder.InputOffset())
	b.out = append(append(b.out, b.body[b.done:end-size]...), made...)
	b.done = end
}

// rawString is the quoted text at the end, with its quotes.
func rawString(text []byte) []byte {
	for i := len(text) - 2; i >= 0; i-- {
		if text[i] != '"' {
			continue
		}
		slashes := 0
		for k := i - 1; k >= 0 && text[k] == '\\'; k-- {
			slashes++
		}
		if slashes%2 == 0 {
			return text[i:]
		}
	}
	return text
}
