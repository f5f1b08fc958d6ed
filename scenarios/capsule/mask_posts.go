package capsule

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// Exchanges returns a masked copy of what was recorded: bodies, answers and findings. It keeps only the headers
// that a story has, empties the name of the run, and leaves out all else.
func (m *Masker) Exchanges(list []*traffic.Exchange) []*traffic.Exchange {
	var posts []post
	for _, x := range list {
		posts = append(posts, readOne(x))
	}
	return m.posts(posts)
}

func (m *Masker) posts(posts []post) []*traffic.Exchange {
	m.learn(posts)
	var all []*traffic.Exchange
	for i := range posts {
		r := &posts[i]
		x := &traffic.Exchange{
			Run: m.name(r.Run), At: r.At, Kind: r.Kind, Findings: slices.Clone(r.Findings), Booked: r.Booked,
			Request: traffic.Request{Method: r.Request.Method, Header: m.header(r.Request.Header), Body: m.body(r.Request.Body, inPost)},
			Answer: traffic.Answer{
				Status: r.heard.Status, Header: m.header(r.heard.Header), Body: m.body(r.heard.Body, inAnswer),
				Delay: r.heard.Delay, Fault: r.heard.Fault, Lost: r.lost,
			},
		}
		if !r.Knows(traffic.Judgement) {
			x.Origin = &traffic.Origin{Unknown: traffic.Judgement}
		}
		for k := range x.Findings {
			f := &x.Findings[k]
			f.Wanted, f.Got, f.Message, f.Hint = m.prose(f.Wanted), m.prose(f.Got), m.prose(f.Message), m.prose(f.Hint)
			f.Pointer = m.pointer(f.Pointer)
		}
		all = append(all, x)
	}
	return all
}

// learn gives every name in the posts its pseudonym before any text is masked: a text may hold a name that is
// posted only later.
func (m *Masker) learn(posts []post) {
	var members []string
	for i := range posts {
		for _, body := range [][]byte{posts[i].Request.Body, posts[i].heard.Body} {
			value, _ := schemas.Parse(body)
			members = m.learnValue("", value, members)
		}
	}
	for _, name := range members { // after the names of things, which choose first
		m.name(name)
	}
}

// learnValue collects the member names that the contract does not know.
func (m *Masker) learnValue(member string, value any, members []string) []string {
	switch v := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if !isMember(name) && !slices.Contains(findingMembers(), name) {
				members = append(members, name)
			}
			members = m.learnValue(name, v[name], members)
		}
	case []any:
		for _, entry := range v {
			members = m.learnValue("", entry, members)
		}
	case string:
		if isName(member) {
			m.name(v)
		}
	case json.Number:
		if isName(member) && !strings.ContainsAny(string(v), "eE") {
			m.name(string(v))
		}
	}
	return members
}

// header masks the headers that a story has and drops all others.
func (m *Masker) header(header http.Header) http.Header {
	if header == nil {
		return nil
	}
	masked := http.Header{}
	for _, name := range []string{"Content-Type", "Content-Encoding", "Location", "Retry-After"} {
		value := header.Get(name)
		if value == "" {
			continue
		}
		switch name {
		case "Location":
			value = m.location(value)
		case "Retry-After":
			value = m.retryAfter(value)
		default:
			value = m.proseBut(value, isWordOfMedia)
		}
		masked.Set(name, value)
	}
	return masked
}

// isWordOfMedia tells words that content types and encodings are made of.
func isWordOfMedia(word string) bool {
	return slices.Contains([]string{
		"application", "text", "multipart", "json", "problem", "xml", "html", "plain", "vnd", "form", "data", "x", "www", "urlencoded", "octet", "stream",
		"charset", "boundary", "utf", "8", "16", "iso", "8859", "1", "latin1", "us", "ascii", "windows", "1252", "1255",
		"gzip", "deflate", "br", "zstd", "identity", "compress",
	}, strings.ToLower(word))
}

// location keeps the beginning of a URL.
func (m *Masker) location(value string) string {
	scheme, rest, found := strings.Cut(value, "://")
	if lower := strings.ToLower(scheme); found && (lower == "http" || lower == "https") {
		return scheme + "://" + m.prose(rest)
	}
	return m.prose(value)
}

// maxWait is a day in seconds: a longer wait may be an identifying number.
const maxWait = 24 * 60 * 60

// retryAfter keeps a waiting time.
func (m *Masker) retryAfter(value string) string {
	if _, err := http.ParseTime(value); err == nil {
		return value
	}
	if n, err := strconv.Atoi(value); err == nil && n >= 0 && n <= maxWait {
		return value
	}
	return m.prose(value)
}
