package expect

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// file reads expectations, given as the entries of the list.
func file(t testing.TB, entries string) *File {
	t.Helper()
	f, err := Parse("test", []byte("version: 1\nexpectations:\n"+entries))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// change alters an exchange before it is recorded.
type change func(*traffic.Exchange)

func status(n int) change { return func(x *traffic.Exchange) { x.Answer.Status = n } }
func lost(x *traffic.Exchange) {
	x.Answer.Lost, x.Answer.Fault = true, "reset"
}
func cut(x *traffic.Exchange) { x.Cut = true }

func finding(clause string, level schemas.Level) change {
	return func(x *traffic.Exchange) {
		x.Findings = append(x.Findings, schemas.Finding{Clause: clause, Level: level, Pointer: "/serial", Message: "It is wrong."})
	}
}

// post is an exchange of a kind and type, with members such as "serial=SN-7" or "item.sku=0002".
func post(kind schemas.Kind, typ string, members ...any) *traffic.Exchange {
	payload := map[string]any{"type": typ}
	x := &traffic.Exchange{Run: "line-4", Kind: kind, Type: typ, Answer: traffic.Answer{Status: 200}}
	for _, member := range members {
		switch m := member.(type) {
		case func(*traffic.Exchange):
			m(x)
		case change:
			m(x)
		case string:
			set(payload, m)
		}
	}
	body, err := json.Marshal(payload)
	if err != nil {
		panic(err)
	}
	x.Request.Body = body
	return x
}

func set(payload map[string]any, member string) {
	path, text, _ := strings.Cut(member, "=")
	var value any = text
	if n, isNumber := strings.CutPrefix(text, "#"); isNumber {
		value = json.Number(n)
	}
	if outer, inner, nested := strings.Cut(path, "."); nested {
		object, _ := payload[outer].(map[string]any)
		if object == nil {
			object = map[string]any{}
		}
		object[inner] = value
		payload[outer] = object
		return
	}
	payload[path] = value
}

// stray is what came and was not a post: a wrong path.
func stray() *traffic.Exchange {
	return &traffic.Exchange{Run: "line-4", Request: traffic.Request{Method: "POST"}, Answer: traffic.Answer{Status: 404}}
}

// numbered gives exchanges their ids, from 1.
func numbered(list ...*traffic.Exchange) []*traffic.Exchange {
	for i, x := range list {
		x.ID = uint64(i + 1)
	}
	return list
}

// shown is an item in one line: what a person would read of it.
func shown(i Item) string {
	text := fmt.Sprintf("%s; got %s", i.Outcome, i.Got)
	if i.Missing != "" {
		text += "; missing " + i.Missing
	}
	if i.Nearest != nil {
		text += fmt.Sprintf("; nearest %d", i.Nearest.Exchange)
		for _, d := range i.Nearest.Differs {
			text += fmt.Sprintf(" %s: %s, not %s", d.Member, d.Wanted, d.Got)
		}
	}
	return text
}
