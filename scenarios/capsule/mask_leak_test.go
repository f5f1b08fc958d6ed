package capsule

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/traffic"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/script"
)

// stranger makes bodies and headers full of words that exist nowhere else, and keeps the words.
type stranger struct {
	*rand.Rand
	words []string
}

func (s *stranger) pick(list ...string) string { return list[s.IntN(len(list))] }

// word is unique: letters of two scripts, digits, in base64, percent-encoded.
func (s *stranger) word() string {
	letters := func(from rune, n int) string {
		var b strings.Builder
		for range 9 {
			b.WriteRune(from + rune(s.IntN(n)))
		}
		return b.String()
	}
	word := s.pick(letters('a', 26), letters('A', 26), letters('א', 27), "9"+letters('0', 10))
	switch s.IntN(6) {
	case 0:
		word = base64.RawStdEncoding.EncodeToString([]byte(word))
	case 1:
		word = url.PathEscape(word)
	}
	s.words = append(s.words, word)
	return word
}

// text is a word in some context.
func (s *stranger) text() string {
	w := s.word()
	return s.pick(w, "SN-"+w, "https://erp."+w+".example/problems/"+w+"?customer="+w+"#"+w, "/"+w+"/0", "the serial \""+w+"\" is blocked", "<b title='"+w+"'>", "{{"+w+"}} ${"+w+".serial}", w+"@"+w)
}

func (s *stranger) name() string {
	return s.pick(s.word(), s.text(), "type", "clause", "level", "pointer", "findings", "message", "item", "serial", "externalId", "details", "sku", "quantity", "position")
}

// value is any JSON, with words at any depth.
func (s *stranger) value(deep int) string {
	switch n := s.IntN(8); {
	case n < 4 || deep > 4:
		quoted, _ := json.Marshal(s.text()) //nolint:errchkjson // a string
		return string(quoted)
	case n == 4:
		return s.pick("7", "true", "null", `""`, "9"+fmt.Sprint(s.IntN(9)), `"add"`, `"D3"`, `"MUST"`)
	case n == 5:
		return "[" + s.value(deep+1) + "," + s.value(deep+1) + "]"
	}
	return s.object(deep+1, "")
}

func (s *stranger) object(deep int, more string) string {
	members := map[string]string{}
	for range 1 + s.IntN(5) {
		members[s.name()] = s.value(deep)
	}
	var parts []string
	for _, name := range keysOf(members) {
		quoted, _ := json.Marshal(name) //nolint:errchkjson // a string
		parts = append(parts, string(quoted)+":"+members[name])
	}
	return "{" + more + strings.Join(parts, ",") + "}"
}

func keysOf(members map[string]string) []string {
	all := map[string]any{}
	for name := range members {
		all[name] = nil
	}
	return slices.Sorted(maps.Keys(all))
}

// body is the body of a post or of an answer.
func (s *stranger) body(more string) []byte {
	switch w := s.word(); s.IntN(10) {
	case 0:
		return []byte("<!DOCTYPE html><html><title>" + w + "</title><a href='http://" + w + "/?q=" + w + "'>" + w + "</a></html>")
	case 1:
		return []byte("\xff\xfe" + w + "\xfc\x00" + w)
	case 2:
		return []byte(`{"serial":"` + w + "\xff" + `","` + w + `":"\ud800` + w + `"}`)
	case 3:
		return []byte(`{"serial":"` + w + `","` + w + `":tr`)
	case 4:
		return []byte("customer=" + w + "&" + w + "=1")
	}
	return []byte(s.object(0, more))
}

// post is a post that is more or less correct.
func (s *stranger) post(n int) []byte {
	id := func(k int) string { return fmt.Sprintf("550e8400-e29b-41d4-a716-4466554400%02d", k) }
	ids := fmt.Sprintf(`"workorderNumber":"WO-%s","sku":"%s","workorderId":"%s","stockId":"%s","sessionId":"%s",`, s.word(), s.word(), id(10+n), id(30+n), id(50+n))
	return s.body(s.pick("", `"type":"add","serial":"`+s.word()+`",`+ids, `"type":"`+s.word()+`","level":"`+s.word()+`",`,
		`"type":"add","actCode":"`+s.word()+`","workCenterCode":"x","position":1,"validQty":4711,"invalidQty":0,"operationExternalId":null,`+ids))
}

func (s *stranger) headers() http.Header {
	w := s.word()
	return http.Header{
		"Content-Type": {s.pick("application/json", "application/vnd."+asToken(w)+"+json", "text/html; charset=utf-8; owner="+asToken(w), asToken(w)+"/x", asToken(w))},
		"Location":     {s.pick("https://", "/", "") + url.PathEscape(s.word()) + "/login?customer=" + url.QueryEscape(s.word())}, "Server": {asToken(s.word())},
		"X-Customer": {asToken(s.word())}, "Retry-After": {s.pick("7", asToken(s.word()))},
	}
}

// asToken is the word in a form that a header allows.
func asToken(word string) string { return url.PathEscape(word) }

// record lets a mock answer like a stranger, and returns what its journal holds.
func (s *stranger) record(t *testing.T, posts int) []*traffic.Exchange {
	t.Helper()
	var rules strings.Builder
	rules.WriteString("version: 1\nrules:\n  - name: stranger\n    answers:\n")
	for range posts {
		header := s.headers()
		more := s.pick("", `"type":"`+s.address()+`","pointer":"`+s.word()+`","level":"`+s.word()+`",`, `"findings":[{"clause":"D3","level":"MUST","pointer":"/`+s.word()+`","got":"`+s.word()+`"},{"clause":"`+s.word()+`"}],`)
		fmt.Fprintf(&rules, "      - {status: %s, headers: {Content-Type: %s, Location: %s, Server: %s, X-Customer: %s, Retry-After: %s}, base64: %s}\n",
			s.pick("200", "302", "409", "500"), scalar(header.Get("Content-Type")), scalar(header.Get("Location")), scalar(header.Get("Server")), scalar(header.Get("X-Customer")),
			scalar(header.Get("Retry-After")), scalar(base64.StdEncoding.EncodeToString(s.body(more))))
	}
	parsed, err := script.Parse("rules", []byte(rules.String()))
	if err != nil {
		t.Fatalf("%v\n%s", err, rules.String())
	}
	mock := mockerptest.Start(t, mockerptest.WithScript(parsed))
	for i := range posts {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, mock.URL()+"/r/line-of-somebody/"+s.pick("device", "item-attach", "operation")+"?customer="+url.QueryEscape(s.word()), bytes.NewReader(s.post(i)))
		if err != nil {
			t.Fatal(err)
		}
		request.Header = s.headers()
		if i%2 == 0 {
			request.Header.Set("Content-Type", "application/json")
		}
		answer, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
	}
	return mock.Exchanges(t, journal.Filter{Run: "line-of-somebody"})
}

func (s *stranger) address() string { return "https://erp." + s.word() + ".example/" + s.word() }

var inFile = regexp.MustCompile(`(?:base64|bodyBase64): '?([A-Za-z0-9+/=]+)`)

// whole is all the text of a capsule.
func whole(text []byte) string {
	all := string(text)
	for _, found := range inFile.FindAllStringSubmatch(all, -1) {
		if raw, err := base64.StdEncoding.DecodeString(found[1]); err == nil {
			all += "\n" + string(raw)
		}
	}
	return strings.ToLower(all)
}

// Whatever an ERP or an MES says, and wherever, no word of it is in a masked capsule, which loads and reproduces.
func TestNoWordSurvives(t *testing.T) {
	for seed := range uint64(30) {
		s := &stranger{Rand: rand.New(rand.NewPCG(seed, 7))}
		posts := s.record(t, 12)
		if len(posts) != 12 {
			t.Fatalf("%d posts were recorded", len(posts))
		}
		m := NewMasker(fmt.Sprint(seed))
		made := mustMake(t, posts, Options{Mask: m, Title: "Of mine", Reference: "NP-1"})
		text := whole(made.Text)
		for _, word := range append(s.words, "line-of-somebody") {
			if strings.Contains(text, strings.ToLower(word)) {
				t.Fatalf("seed %d: %q is still in\n%s", seed, word, made.Text)
			}
		}
		if !strings.Contains(text, "of mine") || !strings.Contains(text, "np-1") {
			t.Fatalf("title or reference is not as it was given\n%s", made.Text)
		}
		sameAnswers(t, NewMasker(fmt.Sprint(seed)).Exchanges(posts), replayed(t, made))
	}
}

// The members of a finding have a meaning only in findings, and a type only in a post.
func TestProblemsAreMasked(t *testing.T) {
	answer := `{"type":"https://erp.acme-gmbh.example/problems/blocked/SN-7","title":"Blocked","pointer":"acme-gmbh/SN-7","level":"acme-gmbh","message":"SN-7","details":{"acme-gmbh":1,"type":"add"},` +
		`"findings":[{"clause":"D3","level":"MUST","pointer":"/item/acme-gmbh/0/serial"},{"clause":"acme","level":"gmbh","pointer":"acme-gmbh"}]}`
	posts := []*traffic.Exchange{recorded(`{"type":"add","serial":"SN-7","acme-gmbh":{"type":"remove"}}`, 409, answer)}
	m := NewMasker("k")
	text := string(mustMake(t, posts, Options{Mask: m}).Text)
	for _, word := range []string{"acme", "gmbh", "SN-7", "Blocked", "problems", `"add"}`, `"remove"`, `"title"`} {
		if strings.Contains(text, word) {
			t.Errorf("%q is still in\n%s", word, text)
		}
	}
	for _, word := range []string{`"type":"add"`, `"clause":"D3","level":"MUST","pointer":"/item/`, `/0/serial"`, `"message":"` + m.name("SN-7") + `"`, `"` + m.name("acme-gmbh") + `"`} {
		if !strings.Contains(text, word) {
			t.Errorf("%q is not in\n%s", word, text)
		}
	}
}

// Two texts never get the same pseudonym, however short they are, names or words. What stays as it is stands for
// nothing else.
func TestShortNamesAreDifferent(t *testing.T) {
	m := NewMasker("k")
	var all []string
	for _, set := range []string{"abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789", "אבגדהוז"} {
		for _, a := range set {
			all = append(all, string(a))
			for _, b := range set {
				all = append(all, string([]rune{a, b}))
			}
		}
	}
	seen := map[string]string{"add": "the type add", "sku": "the member sku"}
	for i, name := range all {
		got := m.prose(name)
		if i%2 == 0 {
			got = m.name(name)
		}
		if other, taken := seen[got]; taken || got == name && name != "0" && name != "00" {
			t.Fatalf("%q and %q both became %q", name, other, got)
		}
		seen[got] = name
	}
	for i := range 20_000 {
		name := fmt.Sprintf("%c%c%c", 'a'+i%26, 'a'+i/26%26, 'a'+i/676%26)
		if got := m.name(name); got != name && (got == "add" || got == "sku") {
			t.Fatalf("%q became %q", name, got)
		}
	}
}
