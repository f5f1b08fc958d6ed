package commandline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var (
	// httpie is how a command of HTTPie begins: with a method and an address, or with an address of a post.
	httpie = regexp.MustCompile(`^https? (?:-\S+ (?:[\w:]+ )?)*(?:(?:GET|POST|PUT|PATCH|DELETE) [^/\s]|https?://|:\d|[\w.-]+(?::\d+)?\S*/(?:device|item-attach|operation)(?: |$))`)
	method = regexp.MustCompile(`^[A-Z]{3,7}$`)
	// item is one of HTTPie: header, text member, member as JSON, query member or file.
	item = regexp.MustCompile(`^([\w.\[\]-]+)(:=@|=@|:=|==|=|:|@)((?s).*)$`)
)

func isHTTPie(bare string) bool {
	line := firstLine(bare)
	if strings.HasPrefix(line, "echo '") {
		_, line, _ = strings.Cut(line, "' | ")
	}
	return httpie.MatchString(line)
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// httpieValued are options of HTTPie that take their value as the next word.
var httpieValued = strings.Fields("-a --auth -A --auth-type --timeout --session --verify -p --print -o --output --pretty -s --style --proxy --cert --cert-key --max-redirects")

// httpieRequest reads the words of HTTPie, or of echo '…' | http.
func httpieRequest(words []string) (*Request, error) {
	r := &Request{Header: http.Header{"Content-Type": {"application/json"}}}
	if pipe := slices.Index(words, "|"); pipe > 0 && words[0] == "echo" {
		r.Body, words = []byte(strings.Join(words[1:pipe], " ")), words[pipe+1:]
	}
	if end := slices.Index(words, "|"); end > 0 {
		words = words[:end]
	}
	if len(words) == 0 {
		return nil, errors.New("there is no command behind |")
	}
	var plain []string
	for at := 1; at < len(words); at++ {
		name, value, has := strings.Cut(words[at], "=")
		switch {
		case !strings.HasPrefix(name, "-"):
			plain = append(plain, words[at])
		case words[at] == "-f" || words[at] == "--form" || words[at] == "--multipart":
			return nil, fmt.Errorf("%s sends a form, and a post of the MES is JSON: leave it out", words[at])
		case name == "--raw" && has:
			r.Body = []byte(value)
		case name == "--raw" && at+1 < len(words):
			at++
			r.Body = []byte(words[at])
		case slices.Contains(httpieValued, words[at]):
			at++
		}
	}
	if len(plain) > 0 && method.MatchString(plain[0]) {
		r.Method, plain = plain[0], plain[1:]
	}
	if len(plain) == 0 {
		return nil, errors.New("there is no URL in the command of HTTPie")
	}
	r.URL = httpieURL(plain[0], words[0])
	return r, r.items(plain[1:])
}

// httpieURL is the address as HTTPie completes it.
func httpieURL(address, scheme string) string {
	switch {
	case strings.Contains(address, "://"):
		return address
	case strings.HasPrefix(address, ":"):
		address = "localhost" + address
	}
	return scheme + "://" + address
}

// items are what stands behind the URL.
func (r *Request) items(words []string) error {
	var body object
	for _, word := range words {
		parts := item.FindStringSubmatch(word)
		if parts == nil {
			return fmt.Errorf("%q is no item of HTTPie that is read: write name=value, name:=JSON or Header:value", word[:min(len(word), 60)])
		}
		name, value := parts[1], parts[3]
		switch parts[2] {
		case "=":
			text, err := json.Marshal(value)
			if err != nil {
				return err
			}
			value = string(text)
		case ":=":
			if !json.Valid([]byte(value)) {
				return fmt.Errorf("what follows %s:= is not JSON", name)
			}
		case "==":
			mark := "?"
			if strings.Contains(r.URL, "?") {
				mark = "&"
			}
			r.URL += mark + url.QueryEscape(name) + "=" + url.QueryEscape(value)
			continue
		case ":":
			r.Header.Set(name, value)
			continue
		default:
			return fmt.Errorf("%s takes its value from a file, which is not read: give its text", name)
		}
		if err := body.set(strings.Split(strings.ReplaceAll(name, "]", ""), "["), value); err != nil {
			return err
		}
	}
	if len(body.names) > 0 {
		r.Body = body.json()
	}
	if r.Method == "" && len(r.Body) > 0 {
		r.Method = http.MethodPost
	} else if r.Method == "" {
		r.Method = http.MethodGet
	}
	return nil
}

// object is a JSON object in the order in which its members were given.
type object struct {
	names   []string
	values  map[string]string
	objects map[string]*object
}

// set puts a value, which is JSON, under a path such as item, sku.
func (o *object) set(path []string, value string) error {
	const deepest = 20
	name := path[0]
	if o.values == nil {
		o.values, o.objects = map[string]string{}, map[string]*object{}
	}
	if !slices.Contains(o.names, name) {
		o.names = append(o.names, name)
	}
	if len(path) == 1 {
		o.values[name] = value
		return nil
	}
	if len(path) > deepest {
		return fmt.Errorf("%s is nested more than %d deep", name, deepest)
	}
	if o.objects[name] == nil {
		o.objects[name] = &object{}
	}
	return o.objects[name].set(path[1:], value)
}

func (o *object) json() []byte {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, name := range o.names {
		if i > 0 {
			b.WriteByte(',')
		}
		quoted, _ := json.Marshal(name) // a text always can
		b.Write(quoted)
		b.WriteByte(':')
		if inner := o.objects[name]; inner != nil {
			b.Write(inner.json())
		} else {
			b.WriteString(o.values[name])
		}
	}
	b.WriteByte('}')
	return b.Bytes()
}
