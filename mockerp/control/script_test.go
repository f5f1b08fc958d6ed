package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/schemas"
)

func TestPutAndShowAScript(t *testing.T) {
	m := start(t)
	for path, run := range map[string]any{
		v1 + "/script": nil, v1 + "/script?run=line-4": "line-4", v1 + "/runs/line-5/script": "line-5",
	} {
		m.want(t, 200, "PUT", path, okScript)
		got := m.get(t, 200, path)
		if got["run"] != run || got["own"] != (run != nil) || got["source"] != okScript {
			t.Errorf("%s: got %v", path, got)
		}
		if names := fmt.Sprint(got["neverUsed"]); names != "[busy once no operations]" {
			t.Errorf("%s: got the rules %s", path, names)
		}
	}
	if got := m.get(t, 200, v1+"/script?run=default"); got["run"] != "default" || got["own"] != false {
		t.Errorf("the run default does not play the shared script: %v", got)
	}
}

// TestUses: of one run its own, of the shared script the sum over the runs that play it.
func TestUses(t *testing.T) {
	m := start(t)
	m.want(t, 200, "PUT", v1+"/script", okScript)
	m.want(t, 200, "PUT", v1+"/runs/line-4/script", okScript)
	m.runs["line-5"] = &fakeRun{}
	busy := script.Post{Kind: schemas.Device, Type: "add", Payload: map[string]any{"serial": "SN-7"}}
	for _, run := range []string{"default", "line-4", "line-5"} {
		m.play(run).Answer(busy)
	}
	m.play("line-5").Answer(script.Post{Kind: schemas.Operation, Payload: map[string]any{}})
	for path, wanted := range map[string]string{
		"/script":              "busy once:3 2 of 1 true, no operations:7 1 of 0 false, never []",
		"/script?run=default":  "busy once:3 1 of 1 true, no operations:7 0 of 0 false, never [no operations]",
		"/script?run=line-5":   "busy once:3 1 of 1 true, no operations:7 1 of 0 false, never []",
		"/runs/line-4/script":  "busy once:3 1 of 1 true, no operations:7 0 of 0 false, never [no operations]",
		"/runs/default/script": "busy once:3 1 of 1 true, no operations:7 0 of 0 false, never [no operations]",
	} {
		shown := m.get(t, 200, v1+path)
		rules, _ := shown["rules"].([]any)
		got := ""
		for _, one := range rules {
			r, _ := one.(map[string]any)
			got += fmt.Sprintf("%v:%v %v of %v %v, ", r["rule"], r["line"], r["used"], r["limit"], r["usedUp"])
		}
		if got += fmt.Sprintf("never %v", shown["neverUsed"]); got != wanted {
			t.Errorf("%s: got  %s\nwanted %s", path, got, wanted)
		}
	}
	m.runs["a-line"] = &fakeRun{}
	rules, _ := m.get(t, 200, v1+"/script")["rules"].([]any)
	if first, _ := rules[0].(map[string]any); first["usedUp"] != false {
		t.Errorf("used up, though a-line has not used it: %v", first)
	}
}

// TestAScriptIsOnlyChecked: what is asked for with check is answered or refused as it would be, and nothing changes, nor is a
// run made.
func TestAScriptIsOnlyChecked(t *testing.T) {
	m := start(t)
	m.want(t, 200, "PUT", v1+"/script", okScript)
	other := "version: 1\nrules:\n  - name: other\n    answer: {status: 500}\n"
	for _, path := range []string{"/script?check=true", "/script?check=true&run=line-4", "/runs/line-5/script?check=true"} {
		got := m.want(t, 200, "PUT", v1+path, other)
		if names := fmt.Sprint(got["neverUsed"]); names != "[other]" || got["source"] != other {
			t.Errorf("%s: got %v", path, got)
		}
		m.want(t, 422, "PUT", v1+path, "version: 1\nrules:\n  - nam: x\n")
	}
	m.want(t, 400, "PUT", v1+"/script?check=yes", other)
	if shown := m.get(t, 200, v1+"/script"); shown["source"] != okScript {
		t.Errorf("a check changed the script: %v", shown)
	}
	m.want(t, 404, "GET", v1+"/script?run=line-4", "")
	if m.want(t, 200, "PUT", v1+"/script?check=false", other); m.get(t, 200, v1+"/script")["source"] != other {
		t.Error("check=false did not set the script")
	}
}

// TestABadScriptChangesNothing: everything that is wrong is told with its place.
func TestABadScriptChangesNothing(t *testing.T) {
	m := start(t)
	m.want(t, 200, "PUT", v1+"/script", okScript)
	bad := "version: 1\nrules:\n  - when: {knd: device}\n    answer: {status: 99}\n"
	got := m.want(t, 422, "PUT", v1+"/script", bad)
	problems, _ := got["problems"].([]any)
	if len(problems) != 2 {
		t.Fatalf("got the problems %v", got)
	}
	first, _ := problems[0].(map[string]any)
	if first["file"] != "request body" || first["line"] != 3.0 || first["column"] == 0.0 || !strings.Contains(fmt.Sprint(first["excerpt"]), "knd") {
		t.Errorf("got the problem %v", first)
	}
	if !strings.Contains(fmt.Sprint(got["message"]), "2 places") || !strings.Contains(fmt.Sprint(got["message"]), "line 3") {
		t.Errorf("got %v", got["message"])
	}
	if kept := m.get(t, 200, v1+"/script"); kept["source"] != okScript {
		t.Errorf("the old script is gone: %v", kept)
	}
	m.want(t, 422, "PUT", v1+"/runs/line-9/script", bad)
	m.get(t, 404, v1+"/runs/line-9")
}

func TestContentTypesOfScripts(t *testing.T) {
	m := start(t)
	asJSON := "{\n\t\"version\": 1, \"rules\": [{\"answer\": {\"status\": 503}}]\n}"
	for _, c := range []struct {
		contentType, body string
		wanted            int
	}{
		{"", okScript, 200}, {"application/yaml", okScript, 200}, {"text/yaml; charset=UTF-8", okScript, 200},
		{"application/x-yaml", okScript, 200}, {"text/plain", okScript, 200}, {"application/octet-stream", okScript, 200},
		{"application/x-www-form-urlencoded", okScript, 200}, {"application/json", asJSON, 200}, {"text/yaml", asJSON, 200},
		{"application/vnd.erpkit+json", asJSON, 200},
		{"multipart/form-data; boundary=a", okScript, 415}, {"image/png", okScript, 415}, {"text/html", okScript, 415},
		{"text/yaml; charset=utf-16", okScript, 415}, {"nonsense", okScript, 415}, {"text/yaml;;", okScript, 415},
		{"application/yaml", "", 400}, {"application/yaml", " \n\t\r\n", 400}, {"application/yaml", "\x00\xff", 422},
	} {
		if got := m.do(t, "PUT", v1+"/script", c.body, "Content-Type", c.contentType); got.status != c.wanted {
			t.Errorf("%q with %.20q: got %d, wanted %d: %s", c.contentType, c.body, got.status, c.wanted, got.body)
		}
	}
	m.code(t, "bad-content-type", m.want(t, 415, "PUT", v1+"/script", okScript, "Content-Encoding", "gzip"))
}

// TestScriptsOfUnknownLength are bounded as well.
func TestScriptsOfUnknownLength(t *testing.T) {
	m := start(t)
	for size, wanted := range map[int]int{len(okScript) + 10: 200, maxFile: 200, maxFile + 1: 413} {
		body := okScript + strings.Repeat("#", size-len(okScript))
		request, err := http.NewRequestWithContext(t.Context(), "PUT", m.server.URL+v1+"/script", io.MultiReader(strings.NewReader(body)))
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != wanted {
			t.Errorf("%d bytes: got %d, wanted %d", size, response.StatusCode, wanted)
		}
	}
}

// TestTheExampleOfTheDocument: what the document shows is a right script.
func TestTheExampleOfTheDocument(t *testing.T) {
	var document struct {
		Components struct {
			RequestBodies struct {
				Script struct {
					Content map[string]struct{ Example string }
				}
			}
		}
	}
	if err := json.Unmarshal(openapiJSON, &document); err != nil {
		t.Fatal(err)
	}
	example := document.Components.RequestBodies.Script.Content["application/yaml"].Example
	if s, err := script.Parse("example", []byte(example)); err != nil || len(script.Start(s).Uses()) == 0 {
		t.Errorf("the example is not right: %v", err)
	}
}

// While the file of the script is wrong, both the script and the info say so.
func TestTheProblemOfTheScriptFileIsShown(t *testing.T) {
	var problem *FileProblem
	m := start(t, func(o *Options) { o.ScriptFile = func() *FileProblem { return problem } })
	m.want(t, 200, "PUT", v1+"/script", okScript)
	_, err := script.Parse("script.yaml", []byte("version: 1\nrules: 7\n"))
	problem = &FileProblem{File: "script.yaml", Since: time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC), Err: err}
	for path, member := range map[string]string{v1 + "/script": "fileProblem", v1 + "/info": "scriptFileProblem"} {
		shown, _ := m.get(t, 200, path)[member].(map[string]any)
		places, _ := shown["problems"].([]any)
		if shown["file"] != "script.yaml" || shown["since"] != "2026-11-23T09:30:00.000000Z" || len(places) != 1 ||
			!strings.Contains(fmt.Sprint(shown["message"]), "its last good content plays on") {
			t.Errorf("%s: %v", path, shown)
		}
	}
	problem = &FileProblem{File: "script.yaml", Since: time.Now(), Err: errors.New("it is gone")}
	shown, _ := m.get(t, 200, v1+"/info")["scriptFileProblem"].(map[string]any)
	if places, ok := shown["problems"].([]any); !ok || len(places) != 0 {
		t.Errorf("the problems of a file that is gone are %v, wanted an empty list", shown["problems"])
	}
	problem = nil
	if got := m.get(t, 200, v1+"/info"); got["scriptFileProblem"] != nil {
		t.Errorf("there is a problem in %v", got)
	}
}

// TestTraps_ArePlayedByName: each in the list can be played, and an unknown one says which was meant.
func TestTraps_ArePlayedByName(t *testing.T) {
	m := start(t)
	list, _ := m.get(t, 200, v1+"/traps")["traps"].([]any)
	if len(list) == 0 {
		t.Fatal("there are no traps")
	}
	for _, one := range list {
		trap, _ := one.(map[string]any)
		name, _ := trap["name"].(string)
		got := m.want(t, 200, "PUT", v1+"/runs/line-4/script?trap="+name, "")
		if got["source"] != trap["text"] || got["source"] == "" || trap["title"] == "" || got["run"] != "line-4" {
			t.Errorf("%s: got %v", name, got)
		}
	}
	if got := m.want(t, 400, "PUT", v1+"/script?trap=id-as-numbr", ""); !strings.Contains(got["message"].(string), "did you mean id-as-number") {
		t.Errorf("got %v", got)
	}
	m.get(t, 404, v1+"/script")
}
