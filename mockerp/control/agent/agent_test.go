package agent_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/control"
	"github.com/erpkit/erpkit/mockerp/control/agent"
	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/control/client"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

const readTools = "check_payload coverage explain_clause explain_exchange get_script list_clauses list_exchanges list_findings mock_status timeline"

func device(serial, more string) string {
	return fmt.Sprintf(`{"type":"add","workorderNumber":"NXT-915","sku":"0007","serial":%q,"workorderId":"8be4d280-0978-11f0-85c4-17a4d49812dc",
		"stockId":"3e8c75d1-3b7b-4416-a525-a4441056e9bf","sessionId":"8be4d280-0978-11f0-85c4-17a4d49812dd","workorderExternalId":null%s}`, serial, more)
}

func post(t *testing.T, url, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer top-secret")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
}

// posting are actions that answer as those of the program do.
var posting = mockerptest.WithConfig(func(c *mockerp.Config) {
	c.Actions = control.Actions{
		Shift: func(context.Context, string, int) error { return nil },
		Send: func(_ context.Context, _ string, x *traffic.Exchange) (api.Sent, error) {
			return api.Sent{Status: 200, Words: fmt.Sprintf("sent %d again", x.ID)}, nil
		},
	}
})

// open starts a server and gives a session of the SDK's own client with it. The server must end with its input.
func open(t *testing.T, controlURL string, change func(*agent.Options)) *mcp.ClientSession {
	t.Helper()
	mock, err := client.New(client.Options{URL: controlURL})
	if err != nil {
		t.Fatal(err)
	}
	o := agent.Options{Mock: mock, Version: "test", Explain: func(id string) (string, any, error) {
		if id != "E7" {
			return "", nil, errors.New("there is no clause " + id)
		}
		return "E7 explained", map[string]string{"id": id}, nil
	}}
	if change != nil {
		change(&o)
	}
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- agent.Serve(t.Context(), o, in, out) }()
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &mcp.IOTransport{Reader: fromServer, Writer: toServer}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(session.Close(), <-ended); err != nil {
			t.Error(err)
		}
	})
	return session
}

// use calls a tool, and gives its text and its value.
func use(t *testing.T, s *mcp.ClientSession, name string, arguments map[string]any) (text string, data map[string]any, failed bool) {
	t.Helper()
	said, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: name, Arguments: arguments})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	raw, err := json.Marshal(said.StructuredContent)
	if err != nil {
		t.Fatal(err)
	}
	if len(raw) > 200<<10 {
		t.Errorf("%s gives %d bytes, more than a model can bear", name, len(raw))
	}
	if err := json.Unmarshal(raw, &data); err != nil {
		t.Fatal(err)
	}
	return said.Content[0].(*mcp.TextContent).Text, data, said.IsError
}

// says calls a tool that must succeed and say all of the words.
func says(t *testing.T, s *mcp.ClientSession, name string, arguments map[string]any, wanted ...string) map[string]any {
	t.Helper()
	text, data, failed := use(t, s, name, arguments)
	if failed || data == nil {
		t.Errorf("%s failed: %s", name, text)
	}
	for _, word := range wanted {
		if !strings.Contains(text, word) {
			t.Errorf("%s: no %q in:\n%s", name, word, text)
		}
	}
	return data
}

// refuses calls a tool that must fail with a sentence that has all of the words.
func refuses(t *testing.T, s *mcp.ClientSession, name string, arguments map[string]any, wanted ...string) {
	t.Helper()
	text, _, failed := use(t, s, name, arguments)
	for _, word := range wanted {
		if !failed || !strings.Contains(text, word) {
			t.Errorf("%s: no error with %q, but: %s", name, word, text)
		}
	}
}

func names(t *testing.T, s *mcp.ClientSession) (all []string, hints map[string]*mcp.ToolAnnotations) {
	t.Helper()
	list, err := s.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	hints = map[string]*mcp.ToolAnnotations{}
	for _, one := range list.Tools {
		all, hints[one.Name] = append(all, one.Name), one.Annotations
	}
	slices.Sort(all)
	return all, hints
}

func TestTools_OnlyReadUnlessToldOtherwise(t *testing.T) {
	mock := mockerptest.Start(t)
	all, hints := names(t, open(t, mock.ControlURL(), nil))
	if strings.Join(all, " ") != readTools {
		t.Errorf("got %v", all)
	}
	writing, _ := names(t, open(t, mock.ControlURL(), func(o *agent.Options) {
		o.AllowWrite, o.Send = true, func(context.Context, string, []byte) (api.Sent, error) { return api.Sent{}, nil }
	}))
	if len(writing) != len(all)+5 {
		t.Errorf("got %v", writing)
	}
	for name, hint := range hints {
		if hint == nil || !hint.ReadOnlyHint || hint.Title == "" {
			t.Errorf("%s does not say that it only reads: %+v", name, hint)
		}
	}
}

func TestTools_ShowWhatTheMockReceived(t *testing.T) {
	mock := mockerptest.Start(t)
	post(t, mock.URL()+"/device", device("SN-7", ""))
	post(t, mock.RunURL("line-4")+"/device", device("SN-8", `,"oldSerial":"SN-1"`))
	s := open(t, mock.ControlURL(), nil)
	says(t, s, "mock_status", nil, mock.URL(), "run line-4: 1 posts", "2 exchanges of 2")
	says(t, s, "list_exchanges", nil, "#2 ", "serial SN-8", "run line-4 -> 422", "findings D3", "#1 ", "-> 200; id ERP-DEV-000001", "2 of 2 that match")
	says(t, s, "list_exchanges", map[string]any{"limit": 1}, "1 of 2 that match. To go on: before 2.")
	says(t, s, "list_exchanges", map[string]any{"search": "status:2xx"}, "1 of 1 that match.")
	found := says(t, s, "list_findings", nil, "#2 ", "MUST D3 at /oldSerial", "1 of 1 that match.")
	if list := found["exchanges"].([]any); len(list) != 1 {
		t.Errorf("got %v", found)
	}
	says(t, s, "list_findings", map[string]any{"clause": "D2"}, "0 of 0 that match.")
	says(t, s, "timeline", map[string]any{"serial": "SN-7"}, "#1 ", "1 of 1 that match.")
	says(t, s, "coverage", map[string]any{"run": "line-4"}, "device add", "1 exchanges; 1 of 42 cells")
	data := says(t, s, "explain_exchange", map[string]any{"id": 2}, "Answered by the judge", "refused; the person at the station sees", "MUST D3 at /oldSerial", "POST /r/line-4/device", `"oldSerial":"SN-1"`)
	if text := fmt.Sprint(data); strings.Contains(text, "top-secret") || !strings.Contains(text, "Authorization: Bearer ***") {
		t.Errorf("the secret is not hidden in %s", text)
	}
}

func TestTools_KnowTheContractWithoutAMock(t *testing.T) {
	s := open(t, "http://127.0.0.1:1", nil)
	says(t, s, "list_clauses", map[string]any{"search": "oldserial"}, "D3 MUST (Device)")
	says(t, s, "explain_clause", map[string]any{"id": "E7"}, "E7 explained")
	refuses(t, s, "explain_clause", map[string]any{"id": "X9"}, "there is no clause X9")
	refuses(t, s, "list_clauses", map[string]any{"search": "zzz"}, "leave search out")
	says(t, s, "check_payload", map[string]any{"payload": device("SN-7", "")}, "keeps every MUST clause (device)")
	data := says(t, s, "check_payload", map[string]any{"payload": `{"type":"add","serial":7}`}, "breaks the contract", "MUST D2 at /serial")
	if data["ok"] != false {
		t.Errorf("got %v", data)
	}
	says(t, s, "check_payload", map[string]any{"payload": "no JSON"}, "MUST T1")
	refuses(t, s, "check_payload", map[string]any{"payload": ""}, "give the JSON of the post")
	refuses(t, s, "check_payload", map[string]any{"payload": "{}", "kind": "devise"}, "kind: ", "device")
	refuses(t, s, "mock_status", nil, "no mock answers on 127.0.0.1:1", "start one with: erpkit serve")
}

func TestTools_SayWhatIsWrongWithTheirArguments(t *testing.T) {
	mock := mockerptest.Start(t)
	s := open(t, mock.ControlURL(), nil)
	refuses(t, s, "timeline", nil, "give serial or workOrder")
	refuses(t, s, "list_exchanges", map[string]any{"limit": -1}, "limit is -1: give 1 to 100")
	refuses(t, s, "list_exchanges", map[string]any{"limit": "ten"}, "limit", "integer")
	refuses(t, s, "list_exchanges", map[string]any{"lmit": 10}, "lmit")
	refuses(t, s, "list_exchanges", map[string]any{"search": "status:"}, "search: ")
	refuses(t, s, "list_findings", map[string]any{"clause": "D33"}, "D33", "did you mean")
	refuses(t, s, "list_exchanges", map[string]any{"run": "line-4"}, "line-4")
	refuses(t, s, "explain_exchange", map[string]any{"id": 99}, "99")
	refuses(t, s, "get_script", nil, "script")
	if _, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: "put_script"}); err == nil || !strings.Contains(err.Error(), "unknown tool") {
		t.Errorf("got %v", err)
	}
}

const blocked = "version: 1\nrules:\n  - name: SN-7 is blocked\n    when: {members: {serial: SN-7}}\n    answer: {status: 409, body: {message: blocked}}\n"

func TestTools_ChangeTheMockWhereAllowed(t *testing.T) {
	mock := mockerptest.Start(t, posting)
	var sentTo string
	s := open(t, mock.ControlURL(), func(o *agent.Options) {
		o.AllowWrite, o.Send = true, func(_ context.Context, url string, payload []byte) (api.Sent, error) {
			sentTo = url
			return api.Sent{Status: 200, Words: string(payload)}, nil
		}
	})
	refuses(t, s, "put_script", map[string]any{"script": "version: 1\nrules:\n  - when: {serail: 1}\n"}, "serail", "line")
	says(t, s, "put_script", map[string]any{"script": blocked, "run": "line-4"}, "1 rules", "line 3, used 0 times: SN-7 is blocked")
	post(t, mock.RunURL("line-4")+"/device", device("SN-7", ""))
	says(t, s, "get_script", map[string]any{"run": "line-4"}, "used 1 times: SN-7 is blocked", "status: 409")
	says(t, s, "explain_exchange", map[string]any{"id": 1}, "Answered by the script", `sees "blocked"`)
	says(t, s, "clear_script", map[string]any{"run": "line-4"}, "1 scripts taken away")
	says(t, s, "demo_shift", map[string]any{"events": 5}, "A demo shift of 5 posts has begun in run default")
	refuses(t, s, "demo_shift", map[string]any{"events": 5000}, "1 to 2000")
	says(t, s, "send_again", map[string]any{"id": 1}, "sent 1 again")
	says(t, s, "send_payload", map[string]any{"payload": `{"item":{}}`, "run": "line-4"}, `{"item":{}}`)
	if sentTo != mock.RunURL("line-4")+"/item-attach" {
		t.Errorf("sent to %s", sentTo)
	}
	refuses(t, s, "send_payload", map[string]any{"payload": "{}", "run": "../.."}, "no name of a run")
}

func TestSendPayload_SparesARealERP(t *testing.T) {
	mock := mockerptest.Start(t) // offers no sending, as one with an upstream
	s := open(t, mock.ControlURL(), func(o *agent.Options) {
		o.AllowWrite, o.Send = true, func(context.Context, string, []byte) (api.Sent, error) {
			t.Error("it was sent")
			return api.Sent{}, nil
		}
	})
	refuses(t, s, "send_payload", map[string]any{"payload": device("SN-7", "")}, "--upstream")
	refuses(t, s, "demo_shift", nil, "shift")
}

// A sender chooses how long everything is.
func TestTools_BoundWhatTheyShow(t *testing.T) {
	mock := mockerptest.Start(t)
	var many strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&many, `,"extra%d":"%s"`, i, strings.Repeat("x", 100))
	}
	post(t, mock.URL()+"/device", device(strings.Repeat("S", 300_000), many.String()))
	s := open(t, mock.ControlURL(), nil)
	says(t, s, "list_exchanges", map[string]any{"limit": 1000}, "SSSS… (cut, 300000 bytes in all)")
	says(t, s, "list_findings", map[string]any{"level": "NOTE", "limit": 1000}, "SSSS… (cut, 300000 bytes in all)", "more\n")
	says(t, s, "explain_exchange", map[string]any{"id": 1}, "more findings are not shown", "bytes in all)")
	says(t, s, "check_payload", map[string]any{"payload": device("S", many.String())}, "and 81 more")
}
