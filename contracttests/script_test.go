package contracttests_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/report"
)

// The script of a failure, pasted into a shell, brings an ERP to the same refusal, though the ids that it
// answers are others than in the run.
func TestTheScriptOfAFailureRepeatsIt(t *testing.T) {
	for _, program := range []string{"sh", "curl"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("there is no %s on this machine", program)
		}
	}
	for name, focus := range map[string]string{
		"old-serial-kept":  "device: the new serial counts",
		"one-part-per-sku": "a guitar from its serial",
	} {
		erp, err := brokenerps.Find(name, brokenerps.Tempo{})
		if err != nil {
			t.Fatal(err)
		}
		var now atomic.Value
		now.Store(erp.Handler())
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { now.Load().(http.Handler).ServeHTTP(w, r) }))
		defer server.Close()
		to := contracttests.Target{Base: server.URL}
		r, err := contracttests.Run(t.Context(), to, contracttests.Options{Focus: focus})
		if err != nil || len(r.Results) != 1 || r.Results[0].Outcome != check.Fail {
			t.Fatalf("%s: got %+v, %v", name, r.Results, err)
		}
		failed := r.Results[0].Failure.Exchange
		if failed.Number < 2 {
			t.Fatalf("%s: post %d failed, so this shows nothing", name, failed.Number)
		}
		now.Store(erp.Handler()) // the run left things behind
		first := `{"type":"add","workorderNumber":"W","sku":"S","serial":"SN","workorderId":"a","stockId":"b","sessionId":"c"}`
		resp, err := http.Post(server.URL+"/device", "application/json", strings.NewReader(first)) // takes the first id
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		script, _, _ := strings.Cut(scriptIn(t, r), ", to make sure afterwards")
		sh := exec.CommandContext(t.Context(), "sh", "-c", script)
		out, err := sh.CombinedOutput()
		answers := strings.Split(string(out), "HTTP/1.1 ")[1:]
		if err != nil || len(answers) != failed.Number {
			t.Fatalf("%s: %d answers to %d posts, %v:\n%s\n%s", name, len(answers), failed.Number, err, script, out)
		}
		for i, answer := range answers {
			if refused := !strings.HasPrefix(answer, "2"); refused != (i+1 == failed.Number) {
				t.Errorf("%s: post %d was answered %s", name, i+1, answer)
			}
		}
	}
}

// scriptIn takes the script of the one check out of a report.
func scriptIn(t *testing.T, r report.Report) string {
	t.Helper()
	var text bytes.Buffer
	var said struct{ Checks []struct{ Script string } }
	if err := errors.Join(r.JSON(&text), json.Unmarshal(text.Bytes(), &said)); err != nil || len(said.Checks) != 1 {
		t.Fatalf("%d checks, %v", len(said.Checks), err)
	}
	return said.Checks[0].Script
}
