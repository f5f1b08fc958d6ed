package offline_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/offline"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
	"github.com/erpkit/erpkit/mockerp/upstream"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/shift"
	"github.com/erpkit/erpkit/sender/target"
)

// unruly posts what a shift wants posted, and more: broken posts, wrong ids, reports that come twice, and
// answers that the mock is asked to lose, to spoil or to refuse.
type unruly struct {
	rt     *rapid.T
	client *http.Client
	tame   bool // nothing goes wrong on the wire
	sent   []parcel
}

// parcel is a post that was sent.
type parcel struct {
	url  string
	body []byte
}

func (u *unruly) Post(ctx context.Context, url string, payload any) sender.Result {
	body, err := json.Marshal(payload)
	if err != nil {
		u.rt.Fatal(err)
	}
	switch rapid.SampledFrom([]string{"", "", "twice", "again", "again", "id", "member", "json", "type"}).Draw(u.rt, "before") {
	case "twice":
		u.send(ctx, url, body, "application/json")
	case "again":
		for range rapid.IntRange(1, 3).Draw(u.rt, "times") {
			if len(u.sent) > 0 {
				old := u.sent[rapid.IntRange(0, len(u.sent)-1).Draw(u.rt, "which")]
				u.send(ctx, old.url, old.body, "application/json")
			}
		}
	case "id":
		u.send(ctx, url, bytes.Replace(body, []byte(`"externalId":"`), []byte(`"externalId":"X`), 1), "application/json")
	case "member":
		u.send(ctx, url, bytes.Replace(body, []byte(`"stockId"`), []byte(`"stock"`), 1), "application/json")
	case "json":
		u.send(ctx, url, body[:len(body)/2], "application/json")
	case "type":
		u.send(ctx, url, body, "text/plain")
	}
	u.sent = append(u.sent, parcel{url, body})
	result := u.send(ctx, url, body, "application/json")
	if rapid.IntRange(0, 4).Draw(u.rt, "undo") == 0 { // also what the MES did not hear of
		u.send(ctx, url, bytes.Replace(body, []byte(`"type":"add"`), []byte(`"type":"remove"`), 1), "application/json")
	}
	return result
}

func (u *unruly) send(ctx context.Context, url string, body []byte, contentType string) sender.Result {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		u.rt.Fatal(err)
	}
	request.Header.Set("Content-Type", contentType)
	wishes := []string{"", "", "", "status=409", "status=204"}
	if !u.tame {
		wishes = append(wishes, "fault=reset-before-headers", "fault=empty;commit", "fault=truncated-json", "fault=reset-in-body;commit")
	}
	if wish := rapid.SampledFrom(wishes).Draw(u.rt, "wish"); wish != "" {
		request.Header.Set("Prefer", wish)
	}
	answer, err := u.client.Do(request)
	if err != nil {
		return sender.Result{Trouble: sender.Timeout}
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		return sender.Result{Trouble: sender.Timeout}
	}
	return sender.Understand(answer.StatusCode, answer.Header, content)
}

// found is what is said of one exchange, as far as another judge must say it too.
func found(findings []schemas.Finding, level bool) string {
	var all []string
	for i := range findings {
		f := &findings[i]
		one := f.Clause + " " + f.Pointer
		if level {
			one += " " + string(f.Level) + " " + f.Message + " " + f.Got
		}
		all = append(all, one)
	}
	return strings.Join(all, "; ")
}

// captured writes exchanges in a format and reads them back.
func captured(rt *rapid.T, format traffic.Format, list []*traffic.Exchange) (back []*traffic.Exchange) {
	var b strings.Builder
	to, err := capture.NewWriter(format, &b, capture.Options{Base: "http://erp.example"})
	for _, x := range list {
		if err == nil {
			err = to.Write(x)
		}
	}
	if err == nil {
		err = to.Close()
	}
	if err != nil {
		rt.Fatal(err)
	}
	file, err := capture.Open("a.file", strings.NewReader(b.String()), int64(b.Len()), format, "")
	if err != nil {
		rt.Fatalf("%s: %v", format, err)
	}
	for x, err := range file.Exchanges() {
		if err != nil {
			rt.Fatalf("%s: %v", format, err)
		}
		back = append(back, x)
	}
	if len(back) != len(list) {
		rt.Fatalf("%s: %d exchanges of %d came back", format, len(back), len(list))
	}
	return back
}

// TestACaptureIsJudgedAsTheMockJudged: whatever a mock recorded, its judge says the same of what was
// exported and read again: by the word of the mock, and without it.
func TestACaptureIsJudgedAsTheMockJudged(t *testing.T) {
	alone := mockerptest.Start(t)
	real, err := upstream.New(upstream.Options{URL: mockerptest.Start(t, mockerptest.WithMode(mockerp.Enforce)).URL()})
	if err != nil {
		t.Fatal(err)
	}
	mocks := map[string]*mockerptest.Mock{
		"observe": alone, "enforce": mockerptest.Start(t, mockerptest.WithMode(mockerp.Enforce)),
		"upstream": mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) { c.Upstream = real })),
	}
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer client.CloseIdleConnections()
	n, seen := 0, tally{}
	rapid.Check(t, func(rt *rapid.T) {
		n++
		run := fmt.Sprint("run-", n)
		kind := rapid.SampledFrom([]string{"observe", "enforce", "upstream"}).Draw(rt, "mock")
		tame := rapid.Bool().Draw(rt, "tame")
		mock := mocks[kind]
		page := target.Target{Base: mock.RunURL(run)}.Settings("local")
		_, err := shift.Play(t.Context(), shift.Options{
			Settings: page, Poster: &unruly{rt: rt, client: client, tame: tame}, Seed: rapid.Uint64().Draw(rt, "seed"), Prefix: run, Events: 14, GoOn: true,
		})
		if err != nil {
			rt.Fatal(err)
		}
		live := mock.Exchanges(t, journal.Filter{Run: run})
		for _, x := range live {
			seen.count(x)
		}
		for _, format := range []traffic.Format{traffic.HAR, traffic.JSONLines} {
			agree(rt, kind+", "+string(format), captured(rt, format, live), live, true)
			agree(rt, kind+", "+string(format)+", unjudged", unjudged(captured(rt, format, live)), live, false)
		}
		back := captured(rt, traffic.Raw, live)
		if tame {
			agree(rt, kind+", raw", back, live, false)
		} else {
			accusesNobody(rt, back, live)
		}
	})
	if seen.flows < 20 || seen.lost < 20 || seen.booked < 20 || seen.halves < 20 {
		t.Errorf("so little went wrong that nothing is shown: %+v", seen)
	}
}

// tally counts what makes judging difficult.
type tally struct{ flows, lost, booked, halves int }

func (n *tally) count(x *traffic.Exchange) {
	for is, at := range map[*int]bool{
		&n.flows: strings.Contains(found(x.Findings, false), "F"), &n.lost: x.Answer.Lost, &n.booked: x.Answer.Lost && x.Booked,
		&n.halves: x.Answer.Fault == "truncated-json",
	} {
		if at {
			*is++
		}
	}
}

// unjudged takes away what the mock found, so that the judge must find it out by itself.
func unjudged(list []*traffic.Exchange) []*traffic.Exchange {
	for _, x := range list {
		x.Origin.Unknown |= traffic.Judgement
		x.Findings = nil
	}
	return list
}

func agree(rt *rapid.T, what string, back, live []*traffic.Exchange, word bool) {
	judge := offline.NewJudge()
	for i, x := range back {
		e, want := judge.See(x), live[i]
		if isPost := want.Kind != ""; isPost != (e.Skipped == "") {
			rt.Fatalf("%s, %s: skipped %q, and the mock took it for %q", what, e.Place, e.Skipped, want.Kind)
		}
		if e.Skipped != "" {
			continue
		}
		if got, want := found(e.Findings, word), found(want.Findings, word); got != want {
			rt.Fatalf("%s, %s: got\n%s\nthe mock said\n%s\nof %s", what, e.Place, got, want, x.Request.Body)
		}
		if e.Kind != want.Kind || e.Type != want.Type || e.Serial != want.Serial || x.Run != want.Run {
			rt.Fatalf("%s, %s: %s %s %s in %s", what, e.Place, e.Kind, e.Type, e.Serial, x.Run)
		}
		if x.Origin.Format == traffic.Raw { // what the mock was told to answer is judged like any answer
			continue
		}
		var got []schemas.Finding
		if e.Answer != nil {
			got = e.Answer.Findings
		}
		if got, want := found(got, word), found(want.Answer.Findings, word); got != want {
			rt.Fatalf("%s, %s: the answer: got\n%s\nthe mock said\n%s", what, e.Place, got, want)
		}
	}
}

// accusesNobody: where a format cannot hold all, what is not known breaks no MUST.
func accusesNobody(rt *rapid.T, back, live []*traffic.Exchange) {
	judge := offline.NewJudge()
	for i, x := range back {
		e := judge.See(x)
		for _, f := range e.Findings {
			same := func(g schemas.Finding) bool { return g.Clause == f.Clause && g.Pointer == f.Pointer }
			if f.Level == schemas.Must && !slices.ContainsFunc(live[i].Findings, same) {
				rt.Fatalf("raw, %s: %s %s, and the mock said %s", e.Place, f.Clause, f.Message, found(live[i].Findings, true))
			}
		}
	}
}
