package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/control/client"
	"github.com/erpkit/erpkit/mockerp/journal"
)

// other is something that is not a control door.
func other(t *testing.T, handle http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	return server.URL
}

func says(status int, contentType, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

// every asks an answer of each form.
func every(ctx context.Context, c *client.Client) map[string]error {
	_, info := c.Info(ctx)
	_, runs := c.Runs(ctx)
	_, export := c.Export(ctx, "har", journal.Filter{})
	_, reset := c.Reset(ctx, "")
	_, drop := c.Drop(ctx, "a")
	return map[string]error{"info": info, "ready": c.Ready(ctx, 0), "runs": runs, "export": export, "reset": reset, "drop": drop}
}

func TestForeign_IsWhatIsNoControlDoor(t *testing.T) {
	followed := false
	elsewhere := other(t, func(http.ResponseWriter, *http.Request) { followed = true })
	for name, handle := range map[string]http.HandlerFunc{
		"a page":             says(200, "text/html", "<html>another program</html>"),
		"a page of no type":  says(200, "", "<html>another program</html>"),
		"broken JSON":        says(200, "application/json", `{"name":`),
		"a list":             says(200, "application/json", `[]`),
		"a page that is not": says(404, "text/html", "<h1>Not found</h1>"),
		"JSON of others":     says(404, "application/json", `{"error":"not found"}`),
		"a code of others":   says(400, "application/json", `{"code":7}`),
		"nothing":            says(204, "application/json", ""),
		"a redirect":         says(302, "text/html", "", "Location", elsewhere),
	} {
		for asked, err := range every(t.Context(), talkTo(t, other(t, handle))) {
			var foreign *client.ForeignError
			if !errors.As(err, &foreign) || !strings.Contains(err.Error(), "what answers on 127.0.0.1:") {
				t.Errorf("%s: asked for %s: got %v", name, asked, err)
			}
		}
	}
	if followed {
		t.Error("the redirect was followed")
	}
	var foreign *client.ForeignError
	c := talkTo(t, other(t, says(200, "application/json", `{"name":"another program","status":"UP"}`)))
	if _, err := c.Info(t.Context()); !errors.As(err, &foreign) {
		t.Errorf("info: got %v", err)
	}
	if err := c.Ready(t.Context(), 0); !errors.As(err, &foreign) {
		t.Errorf("ready: got %v", err)
	}
}

func TestExport_TakesOnlyAnExport(t *testing.T) {
	har := `{"log":{"entries":[]}}`
	for name, test := range map[string]struct {
		handle http.HandlerFunc
		ok     bool
	}{
		"an export":  {says(200, "application/json", har, api.TotalHeader, "1", api.DroppedHeader, "0"), true},
		"no total":   {says(200, "application/json", har, api.DroppedHeader, "0"), false},
		"no dropped": {says(200, "application/json", har, api.TotalHeader, "1"), false},
		"odd total":  {says(200, "application/json", har, api.TotalHeader, "many", api.DroppedHeader, "0"), false},
		"a page":     {says(200, "text/html", "<html>", api.TotalHeader, "1", api.DroppedHeader, "0"), false},
	} {
		export, err := talkTo(t, other(t, test.handle)).Export(t.Context(), "har", journal.Filter{})
		var foreign *client.ForeignError
		if test.ok != (err == nil) || err != nil && !errors.As(err, &foreign) {
			t.Errorf("%s: got %v", name, err)
		}
		if export != nil {
			export.Close()
		}
	}
}

// hangs sends the beginning of an answer, and then nothing more until its caller leaves.
func hangs(t *testing.T, headers, some string) string {
	return other(t, func(w http.ResponseWriter, r *http.Request) {
		if headers != "" {
			says(200, headers, some, api.TotalHeader, "1", api.DroppedHeader, "0")(w, r)
			http.NewResponseController(w).Flush()
		}
		<-r.Context().Done()
	})
}

func TestTimeOut_EndsEveryCall(t *testing.T) {
	for name, test := range map[string]struct{ url, words string }{
		"no answer":   {hangs(t, "", ""), "no mock answers on"},
		"half of one": {hangs(t, "application/json", `{"log":`), "broke off before the end"},
	} {
		c, err := client.New(client.Options{URL: test.url, Timeout: 50 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		for asked, err := range every(t.Context(), c) {
			if export, exportErr := c.Export(t.Context(), "har", journal.Filter{}); asked == "export" && exportErr == nil {
				_, err = io.ReadAll(export)
				export.Close()
			}
			var unreachable *client.UnreachableError
			if !errors.As(err, &unreachable) || !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), test.words) || !strings.Contains(err.Error(), " 50ms") {
				t.Errorf("%s: asked for %s: got %v", name, asked, err)
			}
		}
	}
}

// The deadline of the context ends a call, even an export that goes on and on.
func TestDeadline_EndsAnExport(t *testing.T) {
	drips := other(t, func(w http.ResponseWriter, r *http.Request) {
		says(200, "application/json", "{", api.TotalHeader, "1", api.DroppedHeader, "0")(w, r)
		for r.Context().Err() == nil {
			fmt.Fprint(w, " ")
			http.NewResponseController(w).Flush()
			time.Sleep(5 * time.Millisecond)
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	export, err := talkTo(t, drips).Export(ctx, "har", journal.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	defer export.Close()
	if _, err := io.ReadAll(export); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestCancelled_IsNoFaultOfTheMock(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := talkTo(t, hangs(t, "", ""))
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := c.Wait(ctx, journal.Filter{}, 1, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := c.Ready(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestBrokenOff_IsNoWholeAnswer(t *testing.T) {
	c := talkTo(t, other(t, func(w http.ResponseWriter, r *http.Request) {
		says(200, "application/json", `{"log":`, api.TotalHeader, "1", api.DroppedHeader, "0")(w, r)
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}))
	var unreachable *client.UnreachableError
	if _, err := c.Info(t.Context()); !errors.As(err, &unreachable) || !strings.Contains(err.Error(), "broke off") {
		t.Errorf("got %v", err)
	}
	export, err := c.Export(t.Context(), "har", journal.Filter{})
	if err == nil {
		_, err = io.ReadAll(export)
		export.Close()
	}
	if !errors.As(err, &unreachable) {
		t.Errorf("got %v", err)
	}
}

func TestAnswer_IsReadWithinBounds(t *testing.T) {
	endless := other(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for block := strings.Repeat(" ", 1<<20); r.Context().Err() == nil; {
			fmt.Fprint(w, block)
		}
	})
	if _, err := talkTo(t, endless).Info(t.Context()); err == nil || !strings.Contains(err.Error(), "longer than 64 MiB") {
		t.Errorf("got %v", err)
	}
}

// A password in the URL is sent to the door, but appears in no error message.
func TestPassword_IsNotTold(t *testing.T) {
	var user, password string
	at := other(t, func(w http.ResponseWriter, r *http.Request) {
		user, password, _ = r.BasicAuth()
		http.NotFound(w, r)
	})
	for _, url := range []string{strings.Replace(at, "//", "//me:geheim@", 1), "http://me:geheim@127.0.0.1:1"} {
		for asked, err := range every(t.Context(), talkTo(t, url)) {
			if err == nil || strings.Contains(err.Error(), "geheim") {
				t.Errorf("%s: got %v", asked, err)
			}
		}
	}
	if user != "me" || password != "geheim" {
		t.Errorf("the door got %q and %q", user, password)
	}
}
