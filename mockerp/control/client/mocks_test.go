package client_test

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/control/client"
	"github.com/erpkit/erpkit/mockerp/expect"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
)

func expectations(t *testing.T, entries string) *expect.File {
	t.Helper()
	file, err := expect.Parse("expectations.yaml", []byte("version: 1\nexpectations:\n"+entries))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// What is no report at all, such as the beginning of TLS, does not fulfil that nothing was found, as on one mock.
func TestMocks_ALookIsNoReport(t *testing.T) {
	first, a := start(t)
	_, b := start(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(first.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write([]byte("\x16\x03\x01\x02\x00\x01\x00\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Wait(t.Context(), journal.Filter{}, 1, 10*time.Second); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	report, err := client.Mocks{a, b}.Expect(t.Context(), "", expectations(t, "  - findings: none\n"), 0)
	if err != nil || report.OK || report.Exchanges != 1 || !strings.Contains(report.String(), "proves nothing") {
		t.Errorf("got %s, %v", report, err)
	}
}

// A mock with fewer exchanges than it said was reset meanwhile: no report is made of a part.
func TestMocks_ExpectMakesNoReportOfAPart(t *testing.T) {
	_, a := start(t)
	fewer := talkTo(t, other(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/export") {
			says(200, "application/jsonl", "", api.TotalHeader, "1", api.DroppedHeader, "0")(w, r)
			return
		}
		says(404, "application/json", `{"code":"no-script","message":"There is none."}`)(w, r)
	}))
	_, err := client.Mocks{a, fewer}.Expect(t.Context(), "", expectations(t, "  - findings: none\n"), 20*time.Millisecond)
	if err == nil || !strings.Contains(err.Error(), "reset or dropped") {
		t.Errorf("got %v", err)
	}
}

// between is a mock behind something that does meanwhile what it likes, before it asks for a path.
func between(t *testing.T, door string, meanwhile func(path string)) *client.Client {
	t.Helper()
	return talkTo(t, other(t, func(w http.ResponseWriter, r *http.Request) {
		meanwhile(r.URL.Path)
		answer, err := http.Get(door + r.URL.String())
		if err != nil {
			t.Error(err)
			return
		}
		defer answer.Body.Close()
		maps.Copy(w.Header(), answer.Header)
		w.WriteHeader(answer.StatusCode)
		_, _ = io.Copy(w, answer.Body)
	}))
}

// A post that uses the last rule while the mocks are asked is judged by all expectations, or by none.
func TestMocks_ExpectVouchesForNoMoment(t *testing.T) {
	first, a := start(t)
	_, b := start(t)
	if _, err := a.PutScript(t.Context(), "", []byte("version: 1\nrules:\n- {name: last, when: {kind: device, members: {serial: SN-2}}, answer: {status: 200}}\n")); err != nil {
		t.Fatal(err)
	}
	post(t, first.URL(), device("SN-1"))
	posted := false
	meanwhile := between(t, first.ControlURL(), func(path string) {
		if strings.HasSuffix(path, "/script") && !posted {
			posted = true
			post(t, first.URL(), `{"type":"add","serial":"SN-2"}`)
		}
	})
	file := expectations(t, "  - scriptRules: allUsed\n  - findings: none\n")
	report, err := client.Mocks{meanwhile, b}.Expect(t.Context(), "", file, 0)
	if err != nil || report.OK || !posted {
		t.Errorf("got %s, %v", report, err)
	}
}

// What is dropped while it is read is missing, even if as many new ones came.
func TestMocks_ExpectMissesWhatIsDroppedMeanwhile(t *testing.T) {
	store := journal.NewMemory(10, 1<<20)
	first := mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) { c.Journal = store }))
	_, b := start(t)
	for i := range 10 {
		post(t, first.URL(), device(fmt.Sprint("SN-", i)))
	}
	exported := false
	meanwhile := between(t, first.ControlURL(), func(path string) {
		if exported {
			post(t, first.URL(), device("SN-11"))
		}
		exported = exported || strings.HasSuffix(path, "/export")
	})
	file := expectations(t, "  - {post: {kind: device}, count: 10}\n")
	if report, err := (client.Mocks{meanwhile, b}).Expect(t.Context(), "", file, 0); err == nil || !strings.Contains(err.Error(), "reset or dropped") {
		t.Errorf("got %s, %v", report, err)
	}
}

// A mock that gives more than it said, without an end, is no mock.
func TestMocks_NobodyGivesMoreThanHeSaid(t *testing.T) {
	first, a := start(t)
	post(t, first.URL(), device("SN-1"))
	export, err := a.Export(t.Context(), "jsonl", journal.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	defer export.Close()
	line, err := io.ReadAll(export)
	if err != nil {
		t.Fatal(err)
	}
	endless := talkTo(t, other(t, func(w http.ResponseWriter, r *http.Request) {
		says(200, "application/jsonl", "", api.TotalHeader, "1", api.DroppedHeader, "0")(w, r)
		for r.Context().Err() == nil {
			if _, err := w.Write(line); err != nil {
				return
			}
		}
	}))
	all, err := client.Mocks{a, endless}.Exchanges(t.Context(), journal.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	defer all.Close()
	for _, err = range all.All() {
	}
	if err == nil || !strings.Contains(err.Error(), "more than the 1 exchanges that it said") {
		t.Errorf("got %v", err)
	}
}

// breaking is a mock whose exports break off after so many exchanges, in the middle of the next one.
func breaking(t *testing.T, door string, after int) *client.Client {
	t.Helper()
	return talkTo(t, other(t, func(w http.ResponseWriter, r *http.Request) {
		answer, err := http.Get(door + r.URL.String())
		if err != nil {
			t.Error(err)
			return
		}
		defer answer.Body.Close()
		maps.Copy(w.Header(), answer.Header)
		lines := bufio.NewReader(answer.Body)
		for range after {
			line, _ := lines.ReadString('\n')
			_, _ = io.WriteString(w, line)
		}
		rest, _ := io.ReadAll(lines)
		_, _ = w.Write(rest[:len(rest)/2])
		_ = http.NewResponseController(w).Flush()
		if len(rest) > 0 {
			panic(http.ErrAbortHandler)
		}
	}))
}

// An export that breaks off because another one was read goes on where it was; one of which nothing came does not.
func TestMocks_AnExportGoesOn(t *testing.T) {
	first, _ := start(t)
	second, b := start(t)
	for i := range 120 {
		post(t, []string{first.URL(), second.URL()}[i%2], device(fmt.Sprint("SN-", i)))
	}
	for _, limit := range []int{0, 93} {
		all, err := client.Mocks{breaking(t, first.ControlURL(), 10), b}.Exchanges(t.Context(), journal.Filter{Limit: limit})
		if err != nil {
			t.Fatal(err)
		}
		post(t, first.URL(), device("too late"))
		n := 0
		for x, err := range all.All() {
			if err != nil || x.Serial != fmt.Sprint("SN-", n) {
				t.Fatalf("the %dth is %+v, %v", n, x, err)
			}
			n++
		}
		if all.Close(); n != cmp.Or(limit, 120) {
			t.Errorf("%d exchanges came", n)
		}
	}
	_, err := client.Mocks{breaking(t, first.ControlURL(), 0), b}.Expect(t.Context(), "", expectations(t, "  - findings: none\n"), 0)
	var unreachable *client.UnreachableError
	if !errors.As(err, &unreachable) {
		t.Errorf("got %v", err)
	}
}

// The wait ends with its context and with a mock that goes.
func TestMocks_ExpectEnds(t *testing.T) {
	_, a := start(t)
	mock, b := start(t)
	never := expectations(t, "  - {post: {kind: device}, count: 1}\n")
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := (client.Mocks{a, b}).Expect(ctx, "", never, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	time.AfterFunc(50*time.Millisecond, func() { _ = mock.Close(context.Background()) })
	var unreachable *client.UnreachableError
	if _, err := (client.Mocks{a, b}).Expect(t.Context(), "", never, time.Hour); !errors.As(err, &unreachable) && !errors.Is(err, &api.Refusal{Code: api.NotReady}) {
		t.Errorf("got %v", err)
	}
}
