package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/erpkit/erpkit/contracttests/brokenerps"
)

// keeping is an ERP that answers rightly and keeps the records of the first devices that were added, whatever was
// removed since; a GET gives them.
func keeping(t *testing.T, most int) string {
	t.Helper()
	erp, err := brokenerps.Find("right", brokenerps.Tempo{})
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	records := []map[string]string{}
	honest := erp.Handler()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if r.Method == http.MethodGet {
			_ = json.NewEncoder(w).Encode(records)
			return
		}
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer := httptest.NewRecorder()
		honest.ServeHTTP(answer, r)
		var post, said map[string]any
		if json.Unmarshal(body, &post) == nil && json.Unmarshal(answer.Body.Bytes(), &said) == nil && r.URL.Path == "/device" &&
			post["type"] == "add" && answer.Code == http.StatusOK && len(records) < most {
			records = append(records, map[string]string{"id": fmt.Sprint(said["externalId"]), "serial": fmt.Sprint(post["serial"]), "sku": fmt.Sprint(post["sku"])})
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// TestVerify_ReadsBackWhatTheERPHas: every answer may be right and the books wrong all the same.
func TestVerify_ReadsBackWhatTheERPHas(t *testing.T) {
	dir := t.TempDir()
	posts := filepath.Join(dir, "posts.jsonl")
	verify := func(url string, more ...string) ran {
		return erpkitProcess(t, append([]string{"verify", "--url", url, "--focus", "^E7", "--leftovers", filepath.Join(dir, "left")}, more...)...)
	}
	url := keeping(t, 1)
	if got := verify(url, "--readback", url, "--record", posts); got.code != exitFailed || !strings.Contains(got.stdout, "GREEN") || strings.Count(got.stdout, "STILL THERE") != 1 {
		t.Errorf("by URL: %+v", got)
	}
	if got := runErpkit(t, "", "reconcile", "--books", posts, "--erp", writeFile(t, "none.csv", "id,serial,sku\n")); got.code != exitOK || !strings.Contains(got.stdout, "0 that differ") {
		t.Errorf("the recorded posts: %+v", got)
	}
	if got := verify(keeping(t, 0), "--readback", "printf 'Lot,sku\\n'", "--readback-map", "Lot=serial"); got.code != exitOK || !strings.Contains(got.stdout, "0 that differ") {
		t.Errorf("by command: %+v", got)
	}
	for name, one := range map[string]struct{ from, part string }{
		"a command that fails":     {"echo no such table >&2; exit 3", "no such table"},
		"no records":               {"echo hello", "--readback"},
		"an ERP that is not there": {"http://127.0.0.1:1/", "refused"},
		"no URL":                   {"http://127.0.0.1:%zz/", "--readback"},
	} {
		if got := verify(keeping(t, 0), "--readback", one.from); got.code != exitUsage || !strings.Contains(got.stderr, one.part) || !strings.Contains(got.stdout, "GREEN") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
