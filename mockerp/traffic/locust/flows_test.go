package locust_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/locust"
	"github.com/erpkit/erpkit/schemas"
)

// step is a post of a file.
type step struct {
	Kind, Type, Path, ContentType string
	Gives, Takes, Item            int
	Body                          map[string]any
}

// exchange is a post about stock number n that the ERP accepted, with the id if there is one.
func exchange(kind schemas.Kind, stock int, members, id string) *traffic.Exchange {
	common := fmt.Sprintf(`"workorderNumber":"NXT-915","sku":"0007","workorderId":"8be4d280-0978-11f0-85c4-17a4d49812dc",
		"stockId":"3e8c75d1-3b7b-4416-a525-%012d","sessionId":"8be4d281-0978-11f0-85c4-17a4d49812dc","workorderExternalId":null,`, stock)
	if kind == schemas.Operation {
		common += `"actCode":"ASSY","workCenterCode":"WC-1","validQty":1,"invalidQty":0,`
	}
	x := &traffic.Exchange{
		Run: "line-4", Kind: kind, Request: traffic.Request{Method: "POST", URL: "/r/line-4/" + string(kind), Body: []byte("{" + common + members + "}")},
		Answer: traffic.Answer{Status: 200, Body: []byte(`{}`)},
	}
	if id != "" {
		x.Answer.Body = []byte(`{"externalId":"` + id + `"}`)
	}
	return x
}

// written gives the flows of a file, read from the text that stands in it.
func written(t *testing.T, exchanges ...*traffic.Exchange) ([][]step, locust.Played, string) {
	t.Helper()
	flows := locust.New()
	for _, x := range exchanges {
		if err := flows.See(x); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	played, err := flows.Write(&file)
	if err != nil {
		t.Fatalf("%v: %+v", err, played)
	}
	_, rest, _ := strings.Cut(file.String(), "r'''")
	text, _, _ := strings.Cut(rest, "'''")
	var steps [][]step
	if err := json.Unmarshal([]byte(text), &steps); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return steps, played, file.String()
}

// refs are the things of a flow, as gives/takes/item.
func refs(flow []step) string {
	var words []string
	for _, s := range flow {
		words = append(words, fmt.Sprintf("%d/%d/%d", s.Gives, s.Takes, s.Item))
	}
	return strings.Join(words, " ")
}

// Each later post refers to the post that its id came from, also where the ERP gave none.
func TestFlows_CarryIDs(t *testing.T) {
	same := `"item":{"sku":"0004","quantity":2%s}`
	for name, ids := range map[string]string{"with ids": "ABC", "without": ""} {
		id := func(n int) string {
			if ids == "" {
				return ""
			}
			return ids[n : n+1]
		}
		item := func(n int) string { return fmt.Sprintf(`,"externalId":%q`, id(n)) }
		if ids == "" {
			item = func(int) string { return "" }
		}
		steps, played, _ := written(t,
			exchange(schemas.Device, 1, `"type":"add","serial":"SN-1"`, id(0)),
			exchange(schemas.ItemAttach, 1, `"type":"add","serial":"SN-1",`+fmt.Sprintf(same, ""), id(1)),
			exchange(schemas.ItemAttach, 2, `"type":"add",`+fmt.Sprintf(same, ""), id(1)),
			exchange(schemas.ItemAttach, 1, `"type":"add","serial":"SN-1",`+fmt.Sprintf(same, ""), id(2)),
			exchange(schemas.Device, 1, `"type":"update","serial":"SN-2","oldSerial":"SN-1"`, ""),
			exchange(schemas.ItemAttach, 1, `"type":"remove","serial":"SN-2",`+fmt.Sprintf(same, item(1)), ""),
			exchange(schemas.Operation, 1, `"type":"add","position":0,"serial":"SN-2"`, id(1)),
			exchange(schemas.Operation, 1, `"type":"add","position":10,"serial":"SN-2"`, id(2)),
			exchange(schemas.Operation, 1, `"type":"remove","position":0,"serial":"SN-2"`, ""),
			exchange(schemas.Device, 1, `"type":"remove","serial":"SN-2"`, ""),
		)
		second := map[string]string{"with ids": "2", "without": "4"}[name] // which of two that are the same: by the id, or the latest
		wanted := "1/0/0 2/1/0 4/1/0 1/1/0 0/1/" + second + " 7/0/0 8/0/0 0/7/0 0/1/0"
		if len(steps) != 2 || refs(steps[0]) != wanted || refs(steps[1]) != "3/0/0" || played.Posts != 10 || len(played.LeftOut) != 0 {
			t.Errorf("%s: got %v, wanted %s; %+v", name, steps, wanted, played)
		}
	}
}

// A component with a serial of its own, made in another flow, is played with the whole that it became a part of.
func TestFlows_PartsGoWithTheWhole(t *testing.T) {
	steps, _, _ := written(t,
		exchange(schemas.Device, 1, `"type":"add","serial":"PICKUP-1"`, "A"),
		exchange(schemas.Device, 2, `"type":"add","serial":"OTHER"`, "B"),
		exchange(schemas.Device, 3, `"type":"add","serial":"GUITAR"`, "C"),
		exchange(schemas.ItemAttach, 3, `"type":"add","serial":"GUITAR","externalId":"C","item":{"sku":"0007","quantity":1,"serial":"PICKUP-1"}`, "D"),
	)
	if len(steps) != 2 || refs(steps[0]) != "1/0/0 3/0/0 4/3/0" || refs(steps[1]) != "2/0/0" {
		t.Errorf("got %+v", steps)
	}
}

func TestFlows_LeaveOutWhatCannotBePosted(t *testing.T) {
	add := func() *traffic.Exchange { return exchange(schemas.Device, 1, `"type":"add","serial":"SN-1"`, "A") }
	change := func(f func(x *traffic.Exchange)) *traffic.Exchange {
		x := add()
		f(x)
		return x
	}
	deep := strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000)
	odd := []*traffic.Exchange{
		change(func(x *traffic.Exchange) { x.Answer.Status = 409 }),
		change(func(x *traffic.Exchange) { x.Answer.Lost = true }),
		change(func(x *traffic.Exchange) { x.Kind = "" }),
		change(func(x *traffic.Exchange) { x.Request.Method = "GET" }),
		change(func(x *traffic.Exchange) { x.Cut = true }),
		change(func(x *traffic.Exchange) { x.Request.Body = []byte(`{"type":"add"}`) }),
		change(func(x *traffic.Exchange) { x.Request.Body = []byte(`nonsense`) }),
		change(func(x *traffic.Exchange) { x.Findings = []schemas.Finding{{Clause: "F2", Level: schemas.Must}} }),
		exchange(schemas.Device, 1, `"type":"add","serial":"\ud800"`, ""),
		exchange(schemas.Device, 1, `"type":"add","serial":"SN-1","more":`+deep, ""),
		exchange(schemas.Device, 2, `"type":"update","serial":"SN-3","oldSerial":"SN-2"`, ""),
		exchange(schemas.Device, 2, `"type":"remove","serial":"SN-3"`, ""),
		exchange(schemas.ItemAttach, 3, `"type":"remove","item":{"sku":"0004","quantity":2}`, ""),
		exchange(schemas.Operation, 4, `"type":"add","position":0,"serial":"SN-4"`, ""),
	}
	_, played, _ := written(t, append(odd, add())...)
	wanted := "map[no posts of the contract:2 not as the contract wants it:5 not recorded to the end:1 of a thing whose beginning was not recorded:4 refused, or without an answer:2]"
	if got := fmt.Sprint(played.LeftOut); got != wanted || played.Posts != 1 || played.Flows != 1 {
		t.Errorf("got %s, wanted %s; %+v", got, wanted, played)
	}
	flows := locust.New()
	for _, x := range odd {
		if err := flows.See(x); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if _, err := flows.Write(&file); !errors.Is(err, locust.ErrNothing) || file.Len() > 0 {
		t.Errorf("got %v and %s", err, &file)
	}
}

// Only the path of a URL is in the file, below the run of a mock: it leads to no other host, and tells no secret.
func TestFlows_Paths(t *testing.T) {
	for url, wanted := range map[string]string{
		"/r/line-4/device": "/device", "/device?token=geheim": "/device", "https://me:geheim@erp.example/api/device#x": "/api/device", "/r/line-5/device": "/r/line-5/device",
		"//evil.example/device": "/device", "@evil.example/device": "/@evil.example/device", "": "/", "http://[": "/device", "/a'b\"c/\u202e": "/a%27b%22c/%E2%80%AE",
	} {
		x := exchange(schemas.Device, 1, `"type":"add","serial":"SN-1"`, "A")
		x.Request.URL = url
		steps, _, text := written(t, x)
		if got := steps[0][0].Path; got != wanted && strings.ReplaceAll(got, "'", "%27") != wanted || strings.Contains(text, "geheim") {
			t.Errorf("%q: got %q, wanted %q", url, got, wanted)
		}
	}
}

// Whatever is in the posts stays a text: nothing in the file can end it, and all of the file is plain.
func TestWrite_HostileTextStaysData(t *testing.T) {
	hostile := []string{`'''+__import__('os').system('x')+r'''`, `\\`, `\'`, `\\\\\\'''`, "\\u0027\\u0027\\u0027", "שלום \u202e 😀", `[]`, `r'''[]'''`, `\"`, `{{.}} %s`, "</script>", "\u2028"}
	var all []*traffic.Exchange
	for n, serial := range hostile {
		quoted, err := json.Marshal(serial)
		if err != nil {
			t.Fatal(err)
		}
		x := exchange(schemas.Device, n, `"type":"add","serial":`+string(quoted)+`,`+string(quoted)+`:[`+string(quoted)+`]`, "A")
		x.Request.Header = map[string][]string{"Content-Type": {"application/json; charset=\"utf-8\"; x='''"}}
		all = append(all, x)
	}
	steps, _, text := written(t, all...)
	for n, serial := range hostile {
		if got := steps[n][0]; got.Body["serial"] != serial || got.ContentType != all[n].Request.Header.Get("Content-Type") {
			t.Errorf("%q became %+v", serial, got)
		}
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r > '~' || r < ' ' && r != '\n' }) || strings.Count(text, "'''") != 2 {
		t.Errorf("there is more than plain text in the file: %s", text)
	}
	python(t, text)
}

// python lets Python read the file, where there is Python. It must be one text in a call, as before.
func python(t *testing.T, text string) {
	t.Helper()
	if _, err := exec.LookPath("python3"); err != nil {
		return // .ci/locust/run needs it
	}
	cmd := exec.Command("python3", "-c", `import ast, json, sys
call, = [node.value for node in ast.parse(sys.stdin.read()).body if isinstance(node, ast.Assign) and node.targets[0].id == "FLOWS"]
assert ast.unparse(call.func) == "json.loads" and [type(a) for a in call.args] == [ast.Constant], ast.unparse(call)
json.loads(call.args[0].value)`)
	cmd.Stdin = strings.NewReader(text)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func TestSee_HasBounds(t *testing.T) {
	flows := locust.New()
	x := exchange(schemas.Operation, 1, `"type":"add","position":0`, "")
	var err error
	for n := 0; err == nil && n < 30_000; n++ {
		err = flows.See(x)
	}
	if err == nil || !strings.Contains(err.Error(), "take fewer") {
		t.Errorf("got %v", err)
	}
}
