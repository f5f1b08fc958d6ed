package contracttests_test

import (
	"encoding/json"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/check"
)

// How long the slow one takes, and how long to wait for those that hang.
const (
	slow     = 150 * time.Millisecond
	inTime   = 100 * time.Millisecond
	patience = 2 * time.Second
)

// TestBrokenERPs proves the judge: the real binary catches each broken ERP by the clauses that it breaks
// and by no others, every form of its report names the cause first, and each right ERP keeps every MUST.
// The slow one is judged in process, where five seconds can be made shorter.
func TestBrokenERPs(t *testing.T) {
	binary := buildErpkit(t)
	places := make(chan struct{}, 4) // much of a run is waiting, so more of them at once than there are processors
	var judging sync.WaitGroup
	for _, erp := range brokenerps.Catalogue(brokenerps.Tempo{Slow: slow}) {
		judging.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			t.Run(erp.Name, func(t *testing.T) { catch(t, binary, erp) })
		})
	}
	judging.Wait()
}

// catch judges one ERP and holds the verdict against what is known of it.
func catch(t *testing.T, binary string, erp brokenerps.ERP) {
	var got judgement
	if erp.Name == "slow" {
		server := httptest.NewServer(erp.Handler())
		defer server.Close()
		got = judgedHere(t, server.URL)
	} else {
		got = verified(t, binary, erp, shipped(t, binary, erp.Name))
	}
	wanted := slices.Clone(erp.Breaks)
	slices.Sort(wanted)
	caught := got.report.caught()
	for _, wrong := range got.report.blamedWrongly() {
		t.Errorf("%s: a skip names a clause that holds: %s", erp.Name, wrong)
	}
	if !slices.Equal(caught, wanted) {
		t.Errorf("%s (%s) breaks %v, but was caught by %v:\n%s", erp.Name, erp.About, wanted, caught, got.report.why())
		return
	}
	got.expectFirst(t, erp)
}

// buildErpkit builds the program as it is shipped, whatever this test is built with.
func buildErpkit(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "erpkit")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "../cmd/erpkit")
	build.Env = append(os.Environ(), "GOFLAGS=-tags=nomsgpack")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("erpkit does not build: %v\n%s", err, out)
	}
	return binary
}

// shipped starts one of the ERPs as the binary has it and gives its URL: it answers faster than one inside this test, which
// may be built with the race detector.
func shipped(t *testing.T, binary, name string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary, "brokenerp", name, "--addr", "127.0.0.1:0", "--json")
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() }) // the context of the test has killed it
	var at struct{ URL string }
	if err := json.NewDecoder(out).Decode(&at); err != nil {
		t.Fatalf("%s does not say its URL: %v", name, err)
	}
	return at.URL
}

// verified is what the binary says of the ERP. The exit code must fit: 1 when a MUST is broken, 0 for a right ERP.
func verified(t *testing.T, binary string, erp brokenerps.ERP, url string) judgement {
	t.Helper()
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	flag := "--url"
	if erp.OneURL {
		flag = "--single-url"
	}
	cmd := exec.CommandContext(t.Context(), binary, "verify", flag, url, "--json="+file("json"), "--junit", file("junit"), "--html", file("html"), "--leftovers", file("left"))
	if erp.Name == "hangs" {
		cmd.Args = append(cmd.Args, "--timeout", patience.String(), "--cleanup-time", patience.String())
	}
	if erp.Master != "" {
		if err := os.WriteFile(file("master.yaml"), []byte(erp.Master), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd.Args = append(cmd.Args, "--master", file("master.yaml"))
	}
	out, err := cmd.Output()
	got := judgement{forms: map[string]string{"summary": string(out)}}
	for _, form := range []string{"json", "junit", "html"} {
		text, bad := os.ReadFile(file(form))
		if bad != nil {
			t.Fatalf("the binary gave no report: %v, %v\n%s", err, bad, out)
		}
		got.forms[form] = string(text)
	}
	got.read(t)
	must := slices.ContainsFunc(got.report.Checks, func(c checkSaid) bool { return c.Verdict == string(check.Fail) && c.Level == "MUST" })
	if code := cmd.ProcessState.ExitCode(); (code == 1) != must || (erp.Right && code != 0) {
		t.Errorf("the binary ended with %d, and a MUST is broken: %v\n%s", code, must, got.report.why())
	}
	return got
}

// judgedHere is what the checks say of an ERP that has little time.
func judgedHere(t *testing.T, url string) judgement {
	t.Helper()
	r, err := contracttests.Run(t.Context(), contracttests.Target{Base: url}, contracttests.Options{AnswerWithin: inTime})
	if err != nil {
		t.Fatal(err)
	}
	return judgementOf(t, r)
}

func judgementOf(t *testing.T, r contracttests.Report) judgement {
	t.Helper()
	got := judgement{forms: map[string]string{}}
	for form, write := range map[string]func(io.Writer) error{"summary": r.Summary, "json": r.JSON, "junit": r.JUnit, "html": r.HTML} {
		var text strings.Builder
		if err := write(&text); err != nil {
			t.Fatal(err)
		}
		got.forms[form] = text.String()
	}
	got.read(t)
	return got
}
