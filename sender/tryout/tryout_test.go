package tryout_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/target"
	"github.com/erpkit/erpkit/sender/tryout"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func client(t *testing.T) *sender.Client {
	t.Helper()
	c, err := sender.NewClient(sender.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func below(t *testing.T, url string) sender.Settings {
	t.Helper()
	s := target.Target{Base: url}.Settings("local")
	return s
}

// steps writes a report as "integration step outcome" lines.
func steps(r tryout.Report) string {
	var lines []string
	for _, s := range r.Steps {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s", s.Integration, s.Name, s.Outcome)))
	}
	return strings.Join(lines, "\n")
}

func find(t *testing.T, r tryout.Report, kind schemas.Kind, name string) tryout.Step {
	t.Helper()
	for _, s := range r.Steps {
		if s.Integration == kind && s.Name == name {
			return s
		}
	}
	t.Fatalf("there is no step %s %s in:\n%s", kind, name, steps(r))
	return tryout.Step{}
}

// TestHonestERP: everything is right, posted once, judged clean, and taken back.
func TestHonestERP(t *testing.T) {
	erp := mockerptest.Start(t)
	var heard int
	r := tryout.Run(t.Context(), tryout.Options{Settings: below(t, erp.URL()), Client: client(t), Sources: []string{"local"},
		Progress: func(tryout.Step) { heard++ }})
	want := "toggle ok\nsource ok"
	for _, names := range [][]string{{"url", "name", "connect"}, {"add", "answer"}} {
		for _, kind := range schemas.Kinds() {
			for _, name := range names {
				want += fmt.Sprintf("\n%s %s ok", kind, name)
			}
		}
	}
	want += "\noperation remove ok\nitem-attach remove ok\ndevice remove ok"
	if got := steps(r); got != want || !r.OK || len(r.Leftovers) != 0 || heard != len(r.Steps) {
		t.Errorf("OK %v, leftovers %v, %d steps heard, steps:\n%s", r.OK, r.Leftovers, heard, got)
	}
	exchanges := erp.Exchanges(t, journal.Filter{})
	if len(exchanges) != 6 {
		t.Fatalf("%d posts, wanted 6", len(exchanges))
	}
	first := exchanges[0]
	for _, x := range exchanges {
		if len(x.Findings) != 0 || x.Serial != first.Serial || !strings.HasPrefix(x.Serial, "ERPKIT-TEST-") {
			t.Errorf("%s: %+v", x.Request.Body, x.Findings)
		}
	}
}

// TestOneIntegration: each is tried on its own (C4), with the person's own sample values too.
func TestOneIntegration(t *testing.T) {
	for _, kind := range schemas.Kinds() {
		erp := mockerptest.Start(t)
		r := tryout.Run(t.Context(), tryout.Options{Settings: below(t, erp.URL()), Client: client(t), Only: []schemas.Kind{kind},
			Sample: tryout.Sample{WorkOrder: "NXT-915", SKU: "0007", Serial: new("SN-7"), ItemSKU: "0002", ActCode: new("ASSY"), WorkCenterCode: new("WC-1")}})
		exchanges := erp.Exchanges(t, journal.Filter{})
		if !r.OK || len(exchanges) != 2 {
			t.Fatalf("%s: %d posts, steps:\n%s", kind, len(exchanges), steps(r))
		}
		for _, x := range exchanges {
			if x.Kind != kind || x.Serial != "SN-7" || x.WorkOrder != "NXT-915" || len(x.Findings) != 0 {
				t.Errorf("%s: %s %+v", kind, x.Request.Body, x.Findings)
			}
		}
	}
}

// TestSource: C3 wants the same text; the step says in which way two differ.
func TestSource(t *testing.T) {
	for _, c := range []struct{ mine, theirs, words string }{
		{"local", "local", "matches exactly"},
		{"Local", "local", "only in upper and lower case"},
		{"local ", "local", "only in spaces"},
		{"lo cal", "local", "only in spaces"},
		{"local", "lo\u200bcal", "invisible"},
		{" LOCAL", "local", "only in case and in spaces"},
		{"erp", "local", "different texts"},
	} {
		settings := sender.Settings{Version: 1, CustomIntegration: true, WorkOrderSource: c.mine}
		s := find(t, tryout.Run(t.Context(), tryout.Options{Settings: settings, Client: client(t), Sources: []string{c.theirs}}), "", "source")
		if !strings.Contains(s.Words, c.words) || s.OK != (c.mine == c.theirs) || (s.Cure == "") != s.OK {
			t.Errorf("%q and %q: %s", c.mine, c.theirs, s)
		}
	}
	for mine, outcome := range map[string]tryout.Outcome{"local": tryout.Skipped, "local\t": tryout.Warned, "a\u200b": tryout.Warned} {
		s := find(t, tryout.Run(t.Context(), tryout.Options{Settings: sender.Settings{WorkOrderSource: mine}, Client: client(t)}), "", "source")
		if s.Outcome != outcome {
			t.Errorf("%q alone: %s", mine, s)
		}
	}
}

// TestNothingToTry is not a success.
func TestNothingToTry(t *testing.T) {
	r := tryout.Run(t.Context(), tryout.Options{Settings: sender.Settings{WorkOrderSource: "x"}, Client: client(t)})
	if r.OK || find(t, r, "", "toggle").Outcome != tryout.Warned || find(t, r, "", "nothing").Outcome != tryout.Failed ||
		find(t, r, schemas.Device, "toggle").Outcome != tryout.Skipped {
		t.Errorf("got\n%s", steps(r))
	}
}

// TestAddresses: form, name, connection and TLS each have their own step.
func TestAddresses(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	for url, step := range map[string]string{
		"erp/device": "url", "http://" + strings.Repeat("x", 64) + ".invalid/": "name",
		"http://" + l.Addr().String(): "connect", strings.Replace(plain.URL, "http", "https", 1): "tls",
	} {
		settings := sender.Settings{Version: 1, CustomIntegration: true, WorkOrderSource: "x", Device: sender.Integration{Enabled: true, URL: url}}
		r := tryout.Run(t.Context(), tryout.Options{Settings: settings, Client: client(t)})
		s := find(t, r, schemas.Device, step)
		if r.OK || s.Outcome != tryout.Failed || s.Cure == "" || find(t, r, schemas.Device, "add").Outcome != tryout.Skipped {
			t.Errorf("%s: %s\n%s", url, s, steps(r))
		}
	}
}

// erp answers an add and a remove with fixed answers.
func erp(t *testing.T, add, remove http.HandlerFunc) string {
	t.Helper()
	return erpThat(t, func(string) {}, add, remove)
}

// erpThat is an erp that hears each body first.
func erpThat(t *testing.T, hear func(body string), add, remove http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		hear(string(body))
		if strings.Contains(string(body), `"type":"remove"`) {
			remove(w, r)
			return
		}
		add(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func say(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func hangUp(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// TestAnswers: status and body of the answer, each with the cure, and what is left behind.
func TestAnswers(t *testing.T) {
	good := say(200, `{"externalId":"E1"}`)
	cases := []struct {
		name        string
		add, remove http.HandlerFunc
		step        string
		outcome     tryout.Outcome
		words, cure string
		ok          bool
		leftovers   int
	}{
		{"no id", say(204, ""), say(204, ""), "answer", tryout.OK, "has no id", "", true, 0},
		{"id a number", say(200, `{"externalId":5}`), good, "answer", tryout.Failed, "externalId", "JSON string", false, 0},
		{"text", say(200, "OK"), good, "answer", tryout.Warned, "has no id", "externalId", true, 0},
		{"redirect", say(302, ""), good, "add", tryout.Warned, "does not follow", "final URL", true, 0},
		{"refused", say(422, `{"message":"unknown part"}`), good, "add", tryout.Failed, "unknown part", "sample values that it does not know, give it real ones", false, 0},
		{"refused without a word", say(500, ""), good, "add", tryout.Failed, "no message", `{"message"`, false, 0},
		{"wrong path", say(404, "nothing"), good, "add", tryout.Failed, "nothing at this path", "path", false, 0},
		{"hangs up", hangUp, good, "add", tryout.Failed, "closed the connection", "log", false, 1},
		{"unknown order", say(404, `{"message":"Work order 7 does not exist"}`), good, "add", tryout.Failed, "does not exist", "give it real ones", false, 0},
		{"unknown order of .NET", say(404, `{"Message":"Work order 7 does not exist"}`), good, "add", tryout.Failed, "does not exist", "give it real ones", false, 0},
		{"no route of .NET", say(404, `{"type":"about:blank","title":"Not Found","status":404}`), good, "add", tryout.Failed, "Not Found", "Likely the ERP has nothing at", false, 0},
		{"no POST here", say(405, "no"), good, "add", tryout.Failed, "no message", "takes no POST", false, 0},
		{"not allowed", say(405, `{"message":"Order is closed"}`), good, "add", tryout.Failed, "is closed", "give it real ones", false, 0},
		{"no login", say(401, `{"message":"who are you"}`), good, "add", tryout.Failed, "who are you", "without a login", false, 0},
		{"remove refused", good, say(404, `{"message":"never seen"}`), "remove", tryout.Failed, "never seen", "log", false, 1},
		{"remove hangs up", good, hangUp, "remove", tryout.Failed, "closed the connection", "log", false, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			settings := below(t, erp(t, c.add, c.remove))
			r := tryout.Run(t.Context(), tryout.Options{Settings: settings, Client: client(t), Sources: []string{"local"}, Only: []schemas.Kind{schemas.Device}})
			s := find(t, r, schemas.Device, c.step)
			if s.Outcome != c.outcome || !strings.Contains(s.Words, c.words) || !strings.Contains(s.Cure, c.cure) || (c.cure == "") != (s.Cure == "") {
				t.Errorf("got %s", s)
			}
			if strings.Contains(c.cure, "real ones") && strings.Contains(s.Words+s.Cure, "URL") {
				t.Errorf("the URL is blamed for a reason of the ERP: %s", s)
			}
			if r.OK != c.ok || len(r.Leftovers) != c.leftovers {
				t.Errorf("OK %v, leftovers %v\n%s", r.OK, r.Leftovers, steps(r))
			}
		})
	}
}

// slowly is a client whose answers are good and late.
type slowly struct{}

func (slowly) Post(context.Context, string, any) sender.Result {
	r := sender.Understand(200, http.Header{}, []byte(`{"externalId":"E1"}`))
	r.Transcript.Took = 6 * time.Second
	return r
}

func (slowly) Reach(context.Context, string) ([]sender.Reached, error) { return nil, nil }

// TestSlowAnswer: more than 5 s is a warning (E8).
func TestSlowAnswer(t *testing.T) {
	r := tryout.Run(t.Context(), tryout.Options{Settings: below(t, "http://erp"), Client: slowly{}, Only: []schemas.Kind{schemas.Device}})
	if s := find(t, r, schemas.Device, "answer"); s.Outcome != tryout.Warned || !strings.Contains(s.Words, "It took 6s") || !r.OK {
		t.Errorf("got %s", s)
	}
}

// TestCalledOff: Ctrl-C after the add still takes the sample back.
func TestCalledOff(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	removed := false
	url := erp(t, say(200, `{"externalId":"E1"}`), func(w http.ResponseWriter, _ *http.Request) { removed = true; w.WriteHeader(204) })
	r := tryout.Run(ctx, tryout.Options{Settings: below(t, url), Client: client(t), Only: []schemas.Kind{schemas.Device},
		Progress: func(s tryout.Step) {
			if s.Name == "add" {
				cancel()
			}
		}})
	if !removed || len(r.Leftovers) != 0 || find(t, r, schemas.Device, "remove").Outcome != tryout.OK {
		t.Errorf("removed %v, leftovers %v\n%s", removed, r.Leftovers, steps(r))
	}
}

// TestSecrets: nothing of the report shows the password of a URL.
func TestSecrets(t *testing.T) {
	url := strings.Replace(erp(t, say(200, ""), say(200, "")), "http://", "http://me:hidden@", 1) + "?token=hidden"
	settings := target.Target{Single: url}.Settings("local")
	r := tryout.Run(t.Context(), tryout.Options{Settings: settings, Client: client(t)})
	out, err := json.Marshal(r)
	if err != nil || !r.OK {
		t.Fatalf("%v\n%s", err, steps(r))
	}
	text := string(out)
	for _, s := range r.Steps {
		text += s.String()
	}
	if strings.Contains(text, "hidden") || !strings.Contains(text, "***") {
		t.Errorf("got %s", text)
	}
}
