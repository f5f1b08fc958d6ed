package capsule

import (
	"bytes"
	"context"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/traffic"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/shift"
)

// lateAfter is the patience of the sender in the tests: short enough to wait for, and long enough for an answer on
// a busy machine.
const lateAfter = 2 * time.Second

// recordShift plays a shift on a mock and returns what its journal holds.
func recordShift(t testing.TB, seed uint64, events int, rules string) []*traffic.Exchange {
	t.Helper()
	option := mockerptest.WithMode(mockerp.Enforce)
	if rules != "" {
		parsed, err := script.Parse("rules", []byte(rules))
		if err != nil {
			t.Fatal(err)
		}
		option = mockerptest.WithScript(parsed)
	}
	mock := mockerptest.Start(t, option)
	client, err := sender.NewClient(sender.Options{Timeout: lateAfter})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	page := sender.SettingsOf("local", below(mock.URL()))
	if _, err := shift.Play(t.Context(), shift.Options{Settings: page, Poster: client, Seed: seed, Events: events, GoOn: true}); err != nil {
		t.Fatal(err)
	}
	return mock.Exchanges(t, journal.Filter{Limit: 1000})
}

func mustMake(t testing.TB, posts []*traffic.Exchange, opts Options) *Capsule {
	t.Helper()
	made, err := Make(posts, opts)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// replayed plays a capsule on the mock; every expectation must pass.
func replayed(t testing.TB, made *Capsule) []*play.Exchange {
	t.Helper()
	story, err := scenarios.Parse("capsule.yaml", made.Text)
	if err != nil {
		t.Fatalf("%v\n%s", err, made.Text)
	}
	result, err := play.Run(context.Background(), []*scenarios.Story{story}, play.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var all []*play.Exchange
	for i := range result.Cases[0].Steps {
		s := &result.Cases[0].Steps[i]
		for _, f := range s.Failures {
			t.Errorf("line %d: %s: expected %s, came %s\n%s", s.Step.Line, f.What, f.Expected, f.Came, made.Text)
		}
		all = append(all, s.Exchange)
	}
	return all
}

var anyUUID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// sameAnswers compares every answer of the replay with the recorded one, byte for byte. It compares posts
// likewise, except for the ids that the MES makes anew.
func sameAnswers(t testing.TB, exchanges []*traffic.Exchange, got []*play.Exchange) {
	t.Helper()
	posts := read(exchanges, lateAfter)
	if len(got) != len(posts) {
		t.Fatalf("%d posts were replayed, %d were recorded", len(got), len(posts))
	}
	for i, x := range got {
		r := &posts[i]
		if r.lost != (x.Result.Trouble != "") || !r.lost && x.Result.Status != r.heard.Status {
			t.Fatalf("post %d: status %d (%s), recorded was %d (lost: %v)", i+1, x.Result.Status, x.Result.Trouble, r.heard.Status, r.lost)
		}
		if !r.lost && !bytes.Equal(x.Result.Transcript.AnswerBody, r.heard.Body) {
			t.Fatalf("post %d was answered\n%s\nrecorded was\n%s", i+1, x.Result.Transcript.AnswerBody, r.heard.Body)
		}
		was, is := anyUUID.ReplaceAllString(string(r.Request.Body), "UUID"), anyUUID.ReplaceAllString(string(x.Result.Transcript.RequestBody), "UUID")
		if was != is && !sameText(was, is) {
			t.Fatalf("post %d was\n%s\nrecorded was\n%s", i+1, is, was)
		}
	}
}

// sameText compares two bodies without regard to the order of their members, which is up to the MES.
func sameText(a, b string) bool {
	one, _ := schemas.Parse([]byte(a))
	other, _ := schemas.Parse([]byte(b))
	return one != nil && reflect.DeepEqual(one, other)
}

// Shift, journal, capsule, run: every answer comes again, byte for byte.
func TestRoundTrip(t *testing.T) {
	refusing := "version: 1\nrules:\n" +
		"  - {name: refused, when: {type: [add, update]}, answers: [{times: 3, pass: true}, {status: 409, body: {message: '{{ .sku }} is <on hold> & \"late\" ${x} {{ \"{{\" }} שלום'}}], then: repeat}\n" +
		"  - {name: html, when: {kind: operation}, answers: [{times: 2, pass: true}, {status: 502, headers: {Content-Type: text/html}, body: \"<html>\\n<h1>Bad 'Gateway'</h1></html>\"}], then: repeat}\n" +
		"  - {name: no id, when: {kind: item-attach}, answers: [{pass: true}, {status: 200, body: {externalId: 4711}}, {status: 204}, {status: 302, headers: {Location: /login}}], then: repeat}\n" +
		"  - {name: late, when: {kind: device, type: remove}, answers: [{times: 3, pass: true}, {pass: true, delay: 20s}]}\n"
	for name, c := range map[string]struct{ rules string }{"honest": {""}, "refusing": {refusing}} {
		for seed := uint64(1); seed <= 2; seed++ {
			posts := recordShift(t, seed, 120, c.rules)
			made := mustMake(t, posts, Options{Patience: lateAfter})
			if made.Verbs != len(posts) {
				t.Errorf("%s, seed %d: %d of %d posts of a correct MES became verbs", name, seed, made.Verbs, len(posts))
			}
			sameAnswers(t, posts, replayed(t, made))
		}
	}
}

// After masking, the answers are the masked ones, byte for byte, and no real name is left.
func TestRoundTripMasked(t *testing.T) {
	posts := recordShift(t, 5, 150, "version: 1\nrules:\n  - {when: {kind: device, type: update}, answers: [{pass: true}, {status: 409, body: {message: 'Serial {{ .serial }} of {{ .workorderNumber }} is taken by Mr Smith', findings: [{clause: D3, level: MUST}]}}], then: repeat}\n")
	m := NewMasker("secret")
	made := mustMake(t, posts, Options{Mask: m})
	sameAnswers(t, NewMasker("secret").Exchanges(posts), replayed(t, made))
	again := mustMake(t, posts, Options{Mask: NewMasker("secret")})
	if !bytes.Equal(made.Text, again.Text) {
		t.Error("the same key gave other pseudonyms")
	}
	if bytes.Equal(made.Text, mustMake(t, posts, Options{Mask: NewMasker("")}).Text) {
		t.Error("another key gave the same pseudonyms")
	}
	for _, r := range read(posts, time.Hour) {
		for _, name := range []string{schemas.Text(r.payload, "serial"), schemas.Text(r.payload, "workorderNumber"), schemas.Text(r.payload, "workorderExternalId"), schemas.Text(r.payload, "stockId"), "Smith"} {
			if name != "" && bytes.Contains(made.Text, []byte(name)) {
				t.Fatalf("%q is still in the capsule", name)
			}
		}
	}
	if !bytes.Contains(made.Text, []byte("D3")) {
		t.Error("the clause of a finding was masked")
	}
}

// A part of a journal becomes a story too: its start is inferred from the posts.
func TestAnyPartOfAJournal(t *testing.T) {
	posts := recordShift(t, 9, 200, "")
	for from := 0; from < 150; from += 13 {
		part := posts[from:min(from+60, len(posts))]
		made := mustMake(t, part, Options{})
		sameAnswers(t, part, replayed(t, made))
		if made.Verbs < len(part)*9/10 {
			t.Errorf("from %d on, %d of %d posts became verbs", from, made.Verbs, len(part))
		}
	}
}

// A capsule around a serial holds everything that happened to its stock, under whatever serial.
func TestAround(t *testing.T) {
	exchanges := recordShift(t, 3, 200, "")
	posts := read(exchanges, time.Hour)
	update := slices.IndexFunc(posts, func(r post) bool { return schemas.Text(r.payload, "type") == "update" })
	stock := schemas.Text(posts[update].payload, "stockId")
	want := 0
	for _, r := range posts {
		if schemas.Text(r.payload, "stockId") == stock {
			want++
		}
	}
	for _, around := range []Around{{Serial: schemas.Text(posts[update].payload, "serial")}, {Serial: schemas.Text(posts[update].payload, "oldSerial")}} {
		made := mustMake(t, exchanges, Options{Around: around})
		if made.Posts != want || want < 3 {
			t.Errorf("%s: %d posts, want %d", around, made.Posts, want)
		}
		replayed(t, made)
	}
	order := schemas.Text(posts[0].payload, "workorderNumber")
	if made := mustMake(t, exchanges, Options{Around: Around{WorkOrder: order}}); made.Posts < want || strings.Count(string(made.Text), "number:") != 1 {
		t.Errorf("around %s: %d posts\n%s", order, made.Posts, made.Text)
	}
	if _, err := Make(exchanges, Options{Around: Around{Serial: "nobody"}}); err == nil || !strings.Contains(err.Error(), "nothing was recorded around serial nobody") {
		t.Errorf("got %v", err)
	}
	if _, err := Make(nil, Options{}); err == nil {
		t.Error("nothing became a story")
	}
}

// Whether an update changes the device's id in the ERP is an outcome like others (D5), and another ERP must do the
// same.
func TestUpdatesThatChangeTheID(t *testing.T) {
	changing := "version: 1\nrules:\n  - {when: {kind: device, type: update}, answer: {status: 200, body: {externalId: 'NEW-{{ .serial }}'}}}\n"
	for rules, want := range map[string]string{"": "id: unchanged", changing: "id: changed"} {
		made := mustMake(t, recordShift(t, 3, 60, rules), Options{})
		if !strings.Contains(string(made.Text), want) {
			t.Fatalf("no %q in\n%s", want, made.Text)
		}
		replayed(t, made)
		other := "id: unchanged"
		if want == other {
			other = "id: changed"
		}
		wrong := bytes.Replace(made.Text, []byte(want), []byte(other), 1)
		story, err := scenarios.Parse("wrong.yaml", wrong)
		if err != nil {
			t.Fatal(err)
		}
		if result, err := play.Run(t.Context(), []*scenarios.Story{story}, play.Options{}); err != nil || result.Exit != play.ExitFailed {
			t.Errorf("%q passes as well as %q (%v)", other, want, err)
		}
	}
}
