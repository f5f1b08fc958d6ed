package commandline

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas/show"
)

// flags are options of curl that take no value; all others do.
var flags = strings.Fields(`-0 -1 -2 -3 -4 -6 -a -f -g -G -i -I -j -J -k -l -L -M -n -N -O -p -q -R -s -S -v -V -Z -#
--anyauth --basic --compressed --compressed-ssh --create-dirs --crlf --digest --disable --disable-eprt --fail --fail-early
--fail-with-body --false-start --get --globoff --head --http0.9 --http1.0 --http1.1 --http2 --http2-prior-knowledge --http3
--http3-only --include --insecure --ipv4 --ipv6 --junk-session-cookies --list-only --location --location-trusted --negotiate
--next --no-alpn --no-buffer --no-keepalive --no-progress-meter --no-sessionid --ntlm --parallel --path-as-is --post301
--post302 --post303 --proxy-insecure --proxytunnel --raw --remote-header-name --remote-name --remote-time --show-error
--show-headers --silent --ssl --ssl-reqd --styled-output --tcp-fastopen --tcp-nodelay --tlsv1 --tlsv1.0 --tlsv1.1 --tlsv1.2
--tlsv1.3 --tr-encoding --trace-ids --trace-time --use-ascii --verbose --no-npn --no-compressed`)

// curlCommand is curl on its way through its words.
type curlCommand struct {
	Request
	input  string // what is piped into it
	piped  bool
	json   bool
	get    bool
	method string
	data   []string
	given  bool // there is data, which may be empty
	next   bool // there is a second request
}

// curlRequest reads the words of curl, or of printf '…' | curl.
func curlRequest(words []string) (*Request, error) {
	c := &curlCommand{Request: Request{Header: http.Header{}}}
	if pipe := slices.Index(words, "|"); pipe > 0 && words[0] == "printf" {
		c.input, c.piped = printed(words[1:pipe]), true
		words = words[pipe+1:]
	}
	if end := slices.Index(words, "|"); end > 0 { // what is done with the answer
		words = words[:end]
	}
	for at := 1; at < len(words) && !c.next; at++ {
		name, value, has := option(words[at])
		if name != "" && !has && !slices.Contains(flags, name) {
			if at++; at == len(words) {
				return nil, fmt.Errorf("%s of curl has no value", name)
			}
			value = words[at]
		}
		if err := c.take(name, value); err != nil {
			return nil, err
		}
	}
	return c.request()
}

// option parts a word: its name, and the value where it is in the same word. Letters of options without a
// value may stand together, and before one that takes a value.
func option(one string) (name, value string, has bool) {
	switch {
	case one == "-" || !strings.HasPrefix(one, "-"):
		return "", one, true
	case strings.HasPrefix(one, "--"):
		return one, "", false
	}
	for i := 1; i < len(one); i++ {
		if name = "-" + one[i:i+1]; !slices.Contains(flags, name) {
			return name, one[i+1:], i+1 < len(one)
		}
	}
	if strings.ContainsRune(one, 'G') {
		name = "-G"
	}
	return name, "", false
}

func (c *curlCommand) take(name, value string) error {
	switch name {
	case "", "--url":
		if c.URL == "" {
			c.URL = value
		}
	case "-X", "--request":
		c.method = value
	case "-H", "--header":
		c.header(value)
	case "-d", "--data", "--data-ascii", "--data-binary":
		return c.more(name, value, true)
	case "--json":
		c.json = true
		return c.more(name, value, true)
	case "--data-raw":
		return c.more(name, value, false)
	case "--data-urlencode":
		return c.more(name, url.QueryEscape(value), false)
	case "-F", "--form", "--form-string":
		return fmt.Errorf("%s makes a form, which is no JSON body: the contract wants --data or --json", name)
	case "-T", "--upload-file":
		return errors.New("the body is in a file, which is not read: give its text with --data-raw")
	case "-G", "--get":
		c.get = true
	case "-I", "--head":
		c.method = http.MethodHead
	case "-A", "--user-agent":
		c.Header.Set("User-Agent", value)
	case "-e", "--referer":
		c.Header.Set("Referer", value)
	case "-u", "--user":
		c.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(value)))
	case "--oauth2-bearer":
		c.Header.Set("Authorization", "Bearer "+value)
	case "--next", "-:":
		c.next = true
	}
	return nil
}

// header takes one as curl does: "Name;" has no value, and "Name:" removes the header.
func (c *curlCommand) header(line string) {
	name, value, colon := strings.Cut(line, ":")
	if !colon {
		name, value = strings.TrimSuffix(line, ";"), ""
	}
	if name, value = strings.TrimSpace(name), strings.TrimSpace(value); show.IsToken(name) && (value != "" || !colon) {
		c.Header.Add(name, value)
	} else if show.IsToken(name) && colon {
		c.Header[http.CanonicalHeaderKey(name)] = c.Header[http.CanonicalHeaderKey(name)] // asked for without it
	}
}

// more takes data; "@-" is what is piped in, and any other file is not read.
func (c *curlCommand) more(name, value string, files bool) error {
	if files && strings.HasPrefix(value, "@") {
		if value != "@-" || !c.piped {
			return fmt.Errorf("%s %s takes the body from elsewhere, which is not read: give its text with --data-raw", name, show.Clip(value, 60))
		}
		value = c.input
	}
	if name != "--data-binary" && files && value != c.input && name != "--json" {
		value = strings.NewReplacer("\r", "", "\x00", "").Replace(value)
	}
	c.data, c.given = append(c.data, value), true
	return nil
}

func (c *curlCommand) request() (*Request, error) {
	r := &c.Request
	between, contentType := "&", "application/x-www-form-urlencoded"
	if c.json {
		between, contentType = "", "application/json"
		c.standard("Accept", "application/json")
	}
	switch {
	case c.get:
		r.URL += "?" + strings.Join(c.data, "&")
	case c.given:
		r.Method, r.Body = http.MethodPost, []byte(strings.Join(c.data, between))
		c.standard("Content-Type", contentType)
	}
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	if c.method != "" {
		r.Method = c.method
	}
	for name, values := range r.Header {
		if len(values) == 0 {
			delete(r.Header, name)
		}
	}
	if r.URL != "" && !strings.Contains(r.URL, "://") {
		r.URL = "http://" + r.URL
	}
	return r, required(r)
}

// standard is a header that curl sends unless it is replaced or removed.
func (c *curlCommand) standard(name, value string) {
	if _, given := c.Header[name]; !given {
		c.Header[name] = []string{value}
	}
}

// printed is what printf writes of a format without values.
func printed(words []string) string {
	if len(words) == 0 {
		return ""
	}
	var b strings.Builder
	for text := words[0]; text != ""; {
		switch {
		case text[0] == '\\' && len(text) > 1:
			text = text[1+unescape(&b, text[1:]):]
		case strings.HasPrefix(text, "%%"):
			b.WriteByte('%')
			text = text[2:]
		case text == "%s" && len(words) > 1:
			b.WriteString(words[1])
			text = ""
		default:
			b.WriteByte(text[0])
			text = text[1:]
		}
	}
	return b.String()
}
