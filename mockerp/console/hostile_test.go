package console_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// hostile is what payloads bring along that must never become markup, script or a link of ours, nor take the page down.
var hostile = []string{
	`<script>document.title='gone'</script>`, `<img src=x onerror="document.title='gone'">`, `"><svg onload=alert(1)>`, `</textarea></pre><iframe srcdoc="<script>alert(1)</script>">`,
	`javascript:alert(1)`, `#/live?x=1&q=<script>alert(1)</script>`, "a\u0000b", "${alert(1)}", `{{constructor.constructor("alert(1)")()}}`, `&lt;b&gt;`, `__proto__`,
	"\u202egnirts", "\u2066left\u2067right\u2068open", "\u200f\u200e\u061c\ufeff", "a\u2028b\u2029c", strings.Repeat("\u0301", 300), "\x1b[31mred\x1b[0m",
	strings.Repeat("x", 5000), strings.Repeat("<b>", 20_000), strings.Repeat("עברית ", 3000), "\xff\xfe\x80", "👩‍👩‍👧‍👦 𝕏 \U000e0001",
	`{"type":"add","serial":"\ud800","sku":"\udfff\ud800"}`, `{"__proto__":{"x":1},"constructor":1,"toString":null,"hasOwnProperty":[]}`,
	strings.Repeat("[", 50_000) + strings.Repeat("]", 50_000), strings.Repeat(`{"a":`, 9_000) + "1" + strings.Repeat("}", 9_000),
	`{"` + strings.Repeat("k", 100_000) + `":1}`, `[` + strings.Repeat("1,", 100_000) + `1]`, `{"n":1e999999,"m":-0,"big":` + strings.Repeat("9", 5000) + `}`,
}

// corpus is hostile, and all that the project has collected elsewhere: of fuzzing, captures of other tools, stories and scripts.
func corpus(t *testing.T) []string {
	t.Helper()
	found := append([]string(nil), hostile...)
	literal := regexp.MustCompile(`(?m)^(?:string|\[\]byte)\((.*)\)$`)
	fuzzed := 0
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == ".git"):
			return filepath.SkipDir
		case entry.IsDir() || !strings.Contains(path, "testdata") && filepath.Ext(path) != ".yaml":
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !strings.Contains(path, "/fuzz/") {
			if strings.Contains(path, "testdata") || bytes.Contains(text, []byte("{{")) { // a script with templates
				found = append(found, string(text))
			}
			return nil
		}
		for _, one := range literal.FindAllSubmatch(text, -1) {
			input, err := strconv.Unquote(string(one[1]))
			if err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			found, fuzzed = append(found, input), fuzzed+1
		}
		return nil
	})
	if err != nil || fuzzed < 100 {
		t.Fatalf("only %d inputs of fuzzing were found: %v", fuzzed, err)
	}
	return found
}

// watch takes down what must not happen while hostile texts are shown.
const watch = `(() => {
	window.harm = [];
	const note = (what) => (...said) => void harm.push(what + " " + said.map(String).join(" ").slice(0, 200));
	document.addEventListener("securitypolicyviolation", (e) => note("the policy was broken:")(e.violatedDirective, e.blockedURI, e.sample));
	window.alert = window.confirm = window.prompt = note("a script ran:");
	console.error = note("console:");
	addEventListener("error", (e) => note("an error:")(e.message));
	addEventListener("unhandledrejection", (e) => note("an error:")(e.reason));
	document.addEventListener("click", note("something was clicked"));
})(); 0`

// showAll opens every exchange with all that can be unfolded in it, as quickly as each is there.
const showAll = `(async () => {
	const frame = () => new Promise(requestAnimationFrame), slow = [];
	for (let id = 1; id <= %d; id++) {
		location.hash = "#/live?x=" + id;
		const began = performance.now(), there = () => document.querySelector(".detail[aria-label='Exchange " + id + "'] article");
		while (!there() && performance.now() - began < 30000) await frame();
		if (!there()) return window.shown = "exchange " + id + " is not shown.";
		for (const fold of document.querySelectorAll(".detail details")) fold.open = true;
		await frame();
		if (performance.now() - began > 2000) slow.push(id + ": " + Math.round(performance.now() - began) + " ms");
	}
	window.shown = "all are shown, slow: " + slow.join(", ") + ".";
})(); 0`

// TestPage_ShowsHostileTextAsText shows the whole corpus of the project: as bodies, as the serial, order and part of a right post, as
// headers, and as what an ERP answered.
func TestPage_ShowsHostileTextAsText(t *testing.T) {
	needBrowser(t)
	began := time.Now()
	store := journal.NewMemory(10_000, 1<<30)
	mock := mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) { c.Journal = store }))
	texts := corpus(t)
	opened := 0
	for _, body := range bodies(texts) {
		send(t, mock.URL()+"/device", body)
		opened++
	}
	for group := range slices.Chunk(texts, 20) {
		if err := store.Append(answered(group...)); err != nil {
			t.Fatal(err)
		}
		opened++
	}
	for _, text := range texts { // for the list
		if err := store.Append(answered(text)); err != nil {
			t.Fatal(err)
		}
	}
	p := show(t, mock.URL(), mock.ControlURL())
	ask[int](p, watch)
	ask[int](p, fmt.Sprintf(showAll, opened))
	p.wait(2*time.Minute, `String(window.shown ?? "")`, func(got string) bool { return got != "" }, "a sentence")
	t.Logf("%d texts, %d exchanges opened after %s: %s", len(texts), opened, time.Since(began), ask[string](p, "window.shown"))
	if shown := ask[string](p, "window.shown"); !strings.HasPrefix(shown, "all are shown") {
		t.Error(shown)
	}
	p.hostileElsewhere()
	p.post("device", device("SN-LIVE"))
	ask[int](p, `location.hash = "#/live?q=serial:SN-LIVE"; 0`)
	p.text(".list", "SN-LIVE")
	if harm := ask[string](p, `harm.join("\n")`); harm != "" {
		t.Error(harm)
	}
	if title, made := ask[string](p, "document.title"), ask[int](p, `document.querySelectorAll("main img, main script, main iframe, main svg [onload], main b").length`); title != "erpkit mock ERP" || made > 0 {
		t.Errorf("a payload became markup: the title is %q, %d elements", title, made)
	}
}

// hostileElsewhere looks at hostile texts in the list, the pictures, the search and the address.
func (p *page) hostileElsewhere() {
	p.t.Helper()
	ask[int](p, `location.hash = "#/live"; 0`)
	ask[int](p, drawnIDs)
	p.comes(`String(window.drawn ?? "")`, ".")
	for _, text := range []string{hostile[2], hostile[3], hostile[5], hostile[6], hostile[11], hostile[21]} {
		for _, param := range []string{"order", "serial"} {
			ask[int](p, `location.hash = "#/timeline?"+new URLSearchParams({`+param+`: `+string(mustJSON(text))+`}); 0`)
			p.text("h1", "Timeline")
			p.until(`String(/post|No post/.test(document.querySelector(".view")?.innerText ?? "") || document.querySelector(".trouble") !== null)`, "true")
		}
		ask[int](p, `location.hash = "#/live?"+new URLSearchParams({q: `+string(mustJSON(text))+`}); 0`)
		p.until(`String(document.querySelector(".tools input")?.value.length > 0)`, "true")
	}
	for _, view := range []string{"timeline", "coverage", "script", "runs", "contract", "settings", "nonsense"} {
		ask[int](p, `location.hash = "#/`+view+`?run=<script>&add=</textarea><script>&clause='\">"; 0`)
		p.until(`String(document.querySelector("main").innerText.length > 10)`, "true")
	}
}

// bodies are texts as they are posted: each of hostile by itself, of the rest what is JSON as members of objects, and all else in a row.
func bodies(texts []string) []string {
	found := append([]string(nil), hostile...)
	var members, others []string
	for i, text := range texts[len(hostile):] {
		if json.Valid([]byte(text)) {
			members = append(members, fmt.Sprintf(`"%d":%s`, i, text))
		} else {
			others = append(others, text)
		}
	}
	for some := range slices.Chunk(members, 20) {
		found = append(found, "{"+strings.Join(some, ",")+"}")
	}
	for some := range slices.Chunk(others, 40) {
		found = append(found, strings.Join(some, "\n"))
	}
	return found
}

// answered is an exchange in which everything that an ERP or a sender can choose is one of these texts.
func answered(texts ...string) *traffic.Exchange {
	var members []string
	headers := http.Header{"Content-Type": {"application/json"}, "User-Agent": texts}
	for _, text := range texts {
		members = append(members, `"`+inJSON(text)+`":"`+inJSON(text)+`"`)
	}
	first := texts[0]
	body := []byte(`{"externalId":"` + inJSON(first) + `","message":"` + inJSON(first) + `",` + strings.Join(members, ",") + `}`)
	return &traffic.Exchange{
		Run: "default", At: time.Now(), Kind: schemas.Device, Type: "add", Serial: first, WorkOrder: first, OtherSerials: texts,
		Request:  traffic.Request{Method: "POST", URL: "/device?" + first, Header: headers, Body: body},
		Findings: []schemas.Finding{{Clause: "D2", Level: schemas.Must, Pointer: "/" + first, Wanted: first, Got: first, Message: first, Hint: first}},
		Decision: traffic.Decision{By: "script", Rule: first, Why: first},
		Answer:   traffic.Answer{Status: 409, Header: headers, Body: body},
	}
}

// inJSON is a text as it stands between the quotes of JSON.
func inJSON(text string) string {
	encoded := mustJSON(text)
	return string(encoded[1 : len(encoded)-1])
}

func mustJSON(text string) []byte {
	var to bytes.Buffer
	encoder := json.NewEncoder(&to)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a text can always be written
	return bytes.TrimSuffix(to.Bytes(), []byte("\n"))
}

func send(t *testing.T, url, body string) {
	t.Helper()
	answer, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
}
