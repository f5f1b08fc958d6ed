package play_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/leftovers"
	"github.com/erpkit/erpkit/sender/target"
)

func newBare(t testing.TB, serve http.HandlerFunc) string {
	server := httptest.NewServer(serve)
	t.Cleanup(server.Close)
	return server.URL
}

const guitar = set + `  - item.attach: {sku: "0002", serial: PU-1}
  - item.attach: {sku: "0005", quantity: 0.5}
  - operation.report: {actCode: ASSY, position: 10}
  - device.change: {serial: SN-8}
`

// What the story does not remove itself is removed after it, the last one first, in its current state: with the
// new serial of the device and the current ids.
func TestWhatIsLeftIsRemoved(t *testing.T) {
	e := newERP(t, nil)
	result := run(t, guitar, play.Options{Target: e.target()})
	want := []string{"remove SN-8 ASSY", "remove SN-8 item 0005", "remove SN-8 item 0002", "remove SN-8"}
	if got := e.seen()[5:]; !slices.Equal(got, want) || len(result.Leftovers) != 0 || len(result.Cases[0].Cleanup) != 4 {
		t.Fatalf("got %v, leftovers %v", got, result.Leftovers)
	}
	last := e.posts[8]
	if last["externalId"] != e.id(4) || e.posts[7]["externalId"] != e.id(4) || e.posts[7]["item"].(map[string]any)["externalId"] != e.id(1) {
		t.Errorf("the ids did not come back: %v", e.posts[5:])
	}
	if result.Cases[0].Posts() != 5 {
		t.Errorf("%d posts are counted for the story", result.Cases[0].Posts())
	}
}

// id is what the ERP answered to a post.
func (e *erp) id(post int) string {
	p := e.posts[post]
	return "X-" + str(p["stockId"])[:4] + "-" + str(p["serial"])
}

func TestKeepLeavesAll(t *testing.T) {
	e := newERP(t, nil)
	result := run(t, guitar, play.Options{Target: e.target(), Keep: true})
	if len(e.seen()) != 5 || len(result.Leftovers) != 4 {
		t.Fatalf("got %v, %d leftovers", e.seen(), len(result.Leftovers))
	}
}

// Accepted raw posts are cleaned up too; what a raw post removed is not removed again.
func TestRawPostsAreRemovedToo(t *testing.T) {
	e := newERP(t, nil)
	raw := func(typ, serial string) string {
		return "  - post: {kind: device, body: {type: " + typ + ", serial: " + serial + ", stockId: S-" + serial + "}}\n"
	}
	run(t, head+"steps:\n"+raw("add", "A")+raw("add", "B")+raw("remove", "A")+raw("add", "B"), play.Options{Target: e.target()})
	if got := e.seen()[4:]; !slices.Equal(got, []string{"remove B"}) {
		t.Fatalf("got %v", got)
	}
}

// What cannot be removed is written to the file. The file is right at every moment, and Cleanup continues from it.
func TestLeftoversAndCleanup(t *testing.T) {
	file := filepath.Join(t.TempDir(), "leftovers.json")
	stubborn, seenInRun := true, 0
	e := newERP(t, func(w http.ResponseWriter, post map[string]any) bool {
		seenInRun = max(seenInRun, len(leftIn(file)))
		return stubborn && post["type"] == "remove" && refuse(w, 409, "The month is closed")
	})
	result := run(t, guitar, play.Options{Target: e.target(), Leftovers: file})
	if seenInRun != 4 || len(leftIn(file)) != 4 || result.LeftoversFile != file || result.Exit != play.ExitPassed {
		t.Fatalf("%d in the file during the run, %d behind it, exit %d", seenInRun, len(leftIn(file)), result.Exit)
	}
	if left := result.Leftovers[3]; left.What != "device SN-8" || !strings.Contains(left.Why, "The month is closed") {
		t.Errorf("got %+v", left)
	}
	again, err := play.Cleanup(t.Context(), file, play.CleanupOptions{})
	if err != nil || again.Exit != play.ExitFailed || again.Left != 4 || len(leftIn(file)) != 4 {
		t.Fatalf("the ERP still refuses: %+v, %v", again, err)
	}
	stubborn = false
	dry, err := play.Cleanup(t.Context(), file, play.CleanupOptions{DryRun: true})
	if err != nil || dry.Left != 4 || len(leftIn(file)) != 4 {
		t.Fatalf("a dry run removed something: %+v, %v", dry, err)
	}
	var told []string
	refuse := errors.New("no")
	begin := func(urls []string) error { told = urls; return refuse }
	if _, err := play.Cleanup(t.Context(), file, play.CleanupOptions{Begin: begin}); !errors.Is(err, refuse) || len(told) != 4 || len(leftIn(file)) != 4 {
		t.Fatalf("it was told of %v and went on: %v", told, err)
	}
	refuse = nil
	last, err := play.Cleanup(t.Context(), file, play.CleanupOptions{Begin: begin})
	if err != nil || last.Exit != play.ExitPassed {
		t.Fatalf("got %+v, %v", last, err)
	}
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file is still there: %v", err)
	}
}

func leftIn(file string) []leftovers.Leftover {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	var all struct{ Leftovers []leftovers.Leftover }
	if json.Unmarshal(text, &all) != nil {
		return nil
	}
	return all.Leftovers
}

// If leftovers cannot be written down nothing is posted: afterwards it would be too late.
func TestNothingIsPostedWhereLeftoversHaveNoPlace(t *testing.T) {
	e := newERP(t, nil)
	for _, file := range []string{filepath.Join(t.TempDir(), "no", "left.json"), t.TempDir(), os.DevNull} {
		if _, err := play.Run(t.Context(), parse(t, set), play.Options{Target: e.target(), Leftovers: file}); err == nil || len(e.seen()) != 0 {
			t.Errorf("%s: %v, posted %v", file, err, e.seen())
		}
	}
}

// A kind without a URL is reported as such.
func TestAKindWithoutURL(t *testing.T) {
	e := newERP(t, nil)
	result := run(t, set+"  - item.attach: {sku: a}\n", play.Options{Target: play.Target{Target: target.Target{Kinds: map[schemas.Kind]string{schemas.Device: e.URL}}}})
	if got := failures(result); !strings.Contains(got, "the target has no URL for posts of kind item-attach") {
		t.Errorf("got %q", got)
	}
}

// Leftovers of another run stay in the file; a file of another kind is not touched.
func TestTheFileOfOthers(t *testing.T) {
	file := filepath.Join(t.TempDir(), "leftovers.json")
	e := newERP(t, nil)
	run(t, set, play.Options{Target: e.target(), Leftovers: file, Keep: true})
	run(t, strings.ReplaceAll(set, "SN-7", "SN-9"), play.Options{Target: e.target(), Leftovers: file, Keep: true})
	run(t, set, play.Options{Target: e.target(), Leftovers: file})
	if all := leftIn(file); len(all) != 2 || all[0].What != "device SN-7" || all[1].What != "device SN-9" {
		t.Fatalf("got %+v", all)
	}
	for _, text := range []string{"", "[]", "{}", `{"version":99,"leftovers":[]}`, "hello"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := play.Run(t.Context(), parse(t, set), play.Options{Target: e.target(), Leftovers: file}); err == nil {
			t.Errorf("the file %q was taken", text)
		}
		if _, err := play.Cleanup(t.Context(), file, play.CleanupOptions{}); err == nil {
			t.Errorf("the file %q was cleaned up", text)
		}
		if now, _ := os.ReadFile(file); string(now) != text {
			t.Errorf("the file %q became %q", text, now)
		}
	}
}

// Cleanup posts to no host that is not allowed, and to no URL whose secrets are gone.
func TestCleanupIsCareful(t *testing.T) {
	file := filepath.Join(t.TempDir(), "leftovers.json")
	for _, url := range []string{"http://erp.example.com/device", "http://***@127.0.0.1:1/device", "nonsense"} {
		text := `{"version":1,"leftovers":[{"kind":"device","what":"device SN-7","url":"` + url + `","body":{}}]}`
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := play.Cleanup(t.Context(), file, play.CleanupOptions{}); err == nil {
			t.Errorf("%s was posted to", url)
		}
	}
	e := newERP(t, nil)
	got, err := play.Cleanup(t.Context(), file, play.CleanupOptions{Target: e.target()})
	if err != nil || got.Left != 0 || len(e.seen()) != 1 {
		t.Errorf("with URLs of its own: %+v, %v", got, err)
	}
}

// An add without an answer may have been booked. It is removed if it is there, and is no leftover if the ERP says
// that it is not.
func TestUnsureBookings(t *testing.T) {
	for refusal, left := range map[int]int{404: 0, 409: 0, 503: 1, 200: 0} {
		e := newERP(t, func(w http.ResponseWriter, post map[string]any) bool {
			switch {
			case post["type"] == "add":
				panic(http.ErrAbortHandler) // no answer
			case refusal >= 400:
				return refuse(w, refusal, "no")
			}
			return false
		})
		result := run(t, set+"    expect: no-answer\n", play.Options{Target: e.target()})
		if failures(result) != "" || len(result.Leftovers) != left || !slices.Contains(e.seen(), "remove SN-7") {
			t.Errorf("%d: %s, seen %v, leftovers %+v", refusal, failures(result), e.seen(), result.Leftovers)
		}
		if left == 1 && !result.Leftovers[0].Unsure {
			t.Errorf("%d: the leftover is not marked as unsure", refusal)
		}
	}
}

// After Ctrl-C no more steps are done, but all of finally and the cleanup.
func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	e := newERP(t, func(_ http.ResponseWriter, post map[string]any) bool {
		if post["actCode"] != nil && post["type"] == "add" {
			cancel()
		}
		return false
	})
	story := strings.Replace(guitar, "  - device.change", "  - pause: 5m\n  - device.change", 1) + "finally:\n  - item.attach: {sku: LAST}\n"
	stories := append(parse(t, story), parse(t, set)...)
	result, err := play.Run(ctx, stories, play.Options{Target: e.target()})
	if err != nil || result.Exit != play.ExitInterrupted || result.Cases[0].Outcome != play.Interrupted || result.Cases[1].Outcome != play.Skipped {
		t.Fatalf("%+v, %v", result, err)
	}
	want := []string{"add SN-7", "add SN-7 item 0002", "add SN-7 item 0005", "add SN-7 ASSY", "add SN-7 item LAST",
		"remove SN-7 item LAST", "remove SN-7 ASSY", "remove SN-7 item 0005", "remove SN-7 item 0002", "remove SN-7"}
	if got := e.seen(); !slices.Equal(got, want) || len(result.Leftovers) != 0 {
		t.Fatalf("got %q, leftovers %v", got, result.Leftovers)
	}
}

// A story that takes too long is ended, and so is an ERP that hangs while it is cleaned up.
func TestNothingGoesOnForEver(t *testing.T) {
	if result := run(t, head+"steps:\n  - pause: 10m\n", play.Options{MaxTime: 50 * time.Millisecond}); result.Exit != play.ExitFailed {
		t.Errorf("the pause ended with %d %s", result.Exit, result.Cases[0].Reason)
	}
	e := newBare(t, func(w http.ResponseWriter, r *http.Request) {
		var post struct{ Type string }
		if json.NewDecoder(r.Body).Decode(&post) == nil && post.Type == "remove" {
			<-r.Context().Done()
		}
	})
	result := run(t, set, play.Options{Target: play.Target{Target: target.Target{Base: e}}, Grace: 100 * time.Millisecond})
	if result.Exit != play.ExitPassed || len(result.Leftovers) != 1 {
		t.Errorf("exit %d, leftovers %v", result.Exit, result.Leftovers)
	}
}

// Secrets for reaching the ERP never get into the file of leftovers, even if the ERP repeats them.
func TestLeftoversHideWhatWasGiven(t *testing.T) {
	e := newERP(t, func(w http.ResponseWriter, body map[string]any) bool {
		if body["type"] != "remove" {
			return false
		}
		w.WriteHeader(http.StatusConflict)
		_, _ = io.WriteString(w, `{"message":"not with hush-header at hush-plant"}`)
		return true
	})
	file := filepath.Join(t.TempDir(), "left.json")
	to := e.target()
	to.Base += "?plant=hush-plant"
	to.Headers = http.Header{"X-Any": {"hush-header"}}
	run(t, set, play.Options{Target: to, Leftovers: file})
	for range 2 {
		text, err := os.ReadFile(file)
		if err != nil || len(leftIn(file)) != 1 || strings.Contains(string(text), "hush") {
			t.Fatalf("%v: %s", err, text)
		}
		if _, err := play.Cleanup(t.Context(), file, play.CleanupOptions{Target: to}); err != nil {
			t.Fatal(err)
		}
	}
}
