package capture

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

// foreignLine reads a line of another program, such as pino, Serilog, Docker or Loki: the post is the member
// that is named, an object or a text that holds one.
func foreignLine(x *traffic.Exchange, text []byte, member string) *traffic.Exchange {
	var whole map[string]json.RawMessage
	if err := json.Unmarshal(text, &whole); err != nil {
		x.Origin.Unreadable = fmt.Sprintf("it is not a JSON object: %v", err)
		x.Kind = smellsOf(text)
		return x
	}
	body, ok := memberOf(whole, strings.Split(member, "."))
	if !ok {
		x.Origin.Unreadable = fmt.Sprintf("it has no member %s", member)
		return x
	}
	if text, isText := textIn(body); isText {
		body = []byte(text)
	}
	x.Request.Method, x.Request.Body = http.MethodPost, bytes.TrimSpace(body)
	if objectIn(body) == nil {
		x.Kind = smellsOf(body) // a post that is broken
	}
	return clock(x)
}

// memberOf follows a path. A name may have points of its own, and a text may hold the JSON that goes on.
func memberOf(object map[string]json.RawMessage, path []string) (json.RawMessage, bool) {
	for n := len(path); n > 0; n-- {
		value, ok := object[strings.Join(path[:n], ".")]
		if !ok {
			continue
		}
		if n == len(path) {
			return value, true
		}
		if inner := objectIn(value); inner != nil {
			if found, ok := memberOf(inner, path[n:]); ok {
				return found, true
			}
		}
	}
	return nil, false
}

// objectIn is the object that a value is, or that the text of it holds.
func objectIn(value json.RawMessage) (object map[string]json.RawMessage) {
	if text, ok := textIn(value); ok {
		value = []byte(text)
	}
	_ = json.Unmarshal(value, &object) // what is none is nil
	return object
}

func textIn(value json.RawMessage) (text string, ok bool) {
	value = bytes.TrimSpace(value)
	return text, len(value) > 0 && value[0] == '"' && json.Unmarshal(value, &text) == nil
}

// loggers finds out who wrote lines that are not of erpkit, and where in them the posts are.
type loggers struct {
	first error
	maker string
	where string // the member that holds a post
	seen  int
}

// mostLooked bounds how many lines are searched for a post.
const mostLooked = 1000

func (l *loggers) look(text []byte, x *traffic.Exchange) {
	if l.first == nil {
		l.first = fmt.Errorf("%s: %s; there is no line of erpkit export in the whole file", x.Origin.Place, x.Origin.Unreadable)
		l.maker = makerOf(objectIn(text))
	}
	if l.seen++; l.where == "" && l.seen <= mostLooked && smellsOf(text) != "" {
		l.where = strings.Join(postIn(objectIn(text), 0), ".")
	}
}

func (l *loggers) error() error {
	switch {
	case l.first == nil:
		return nil
	case l.where != "":
		return fmt.Errorf("%w%s; the posts seem to be in the member %s: say so with --jsonl-body %s", l.first, l.maker, l.where, l.where)
	}
	return fmt.Errorf("%w%s; if each line holds the body of a post, name the member with --jsonl-body, such as --jsonl-body req.body", l.first, l.maker)
}

// makerOf names the program by its members.
func makerOf(object map[string]json.RawMessage) string {
	for _, one := range []struct {
		members []string
		name    string
	}{
		{[]string{"level", "time", "msg"}, "pino or Bunyan"}, {[]string{"@t", "@mt"}, "Serilog"}, {[]string{"Timestamp", "MessageTemplate"}, "Serilog"},
		{[]string{"log", "stream", "time"}, "Docker"}, {[]string{"line", "timestamp"}, "Loki"}, {[]string{"level", "message"}, "Winston or another logger"},
	} {
		if !slices.ContainsFunc(one.members, func(name string) bool { return object[name] == nil }) {
			return ", it looks like one of " + one.name
		}
	}
	return ""
}

// postIn finds the path to a post, as deep as loggers nest.
func postIn(object map[string]json.RawMessage, depth int) []string {
	if depth > 8 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		inner := objectIn(object[name])
		if inner == nil {
			continue
		}
		if kind := smellsOf(object[name]); kind != "" && isPost(inner) {
			return []string{name}
		}
		if path := postIn(inner, depth+1); path != nil {
			return append([]string{name}, path...)
		}
	}
	return nil
}

func isPost(object map[string]json.RawMessage) bool {
	return object["workorderNumber"] != nil && (object["type"] != nil || object["item"] != nil || object["actCode"] != nil)
}
