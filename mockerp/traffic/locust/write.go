package locust

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

//go:embed locustfile.py
var program string

// place is where the flows stand in the program.
const place = "r'''[]'''"

// Played says what is in a locustfile.
type Played struct {
	Flows int `json:"flows"`
	Posts int `json:"posts"`
	// LeftOut counts what is not in it, by the reason.
	LeftOut map[string]int `json:"leftOut"`
}

// ErrNothing says that no flow is left.
var ErrNothing = errors.New("there is no flow that could be played again")

// Write writes the locustfile. The error is ErrNothing, or of the writer.
func (f *Flows) Write(to io.Writer) (Played, error) {
	flows := f.flows()
	played := Played{Flows: len(flows), LeftOut: f.leftOut}
	var text bytes.Buffer
	for i, posts := range flows {
		played.Posts += len(posts)
		text.WriteString(map[bool]string{true: "[\n[", false: ",\n["}[i == 0])
		for n, p := range posts {
			line, err := json.Marshal(p)
			if err != nil {
				return played, err
			}
			text.WriteString(map[bool]string{true: "\n", false: ",\n"}[n == 0])
			ascii(&text, line)
		}
		text.WriteString("\n]")
	}
	if text.WriteString("\n]"); len(flows) == 0 {
		return played, ErrNothing
	}
	before, after, _ := strings.Cut(program, place)
	_, err := io.WriteString(to, before+"r'''"+text.String()+"'''"+after)
	return played, err
}

// flows are the posts that are played one after the other. Each is left out whole, or not at all.
func (f *Flows) flows() [][]*post {
	var order []*stock
	of := map[*stock][]*post{}
	for _, s := range f.stocks {
		if s.broken {
			f.leftOut["of a thing whose beginning was not recorded"] += len(s.posts)
			continue
		}
		whole := s.whole()
		if of[whole] == nil {
			order = append(order, whole)
		}
		of[whole] = append(of[whole], s.posts...)
	}
	flows := make([][]*post, 0, len(order))
	for _, s := range order {
		slices.SortFunc(of[s], func(a, b *post) int { return a.number - b.number })
		flows = append(flows, of[s])
	}
	return flows
}

// ascii writes JSON so that it can stand in any text: what is not plain, and the apostrophe, as an escape. In JSON both
// are only inside of strings.
func ascii(to *bytes.Buffer, line []byte) {
	for len(line) > 0 {
		r, size := utf8.DecodeRune(line)
		line = line[size:]
		switch {
		case r == '\'' || r > '~' && r < 0x10000:
			fmt.Fprintf(to, `\u%04x`, r)
		case r > '~':
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(to, `\u%04x\u%04x`, high, low)
		default:
			to.WriteByte(byte(r))
		}
	}
}
