package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// guarded is an ERP that accepts only posts with the key; it counts them.
func guarded(t *testing.T, name, value string) (url string, let func() int) {
	t.Helper()
	var mu sync.Mutex
	count := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		mu.Lock()
		defer mu.Unlock()
		if r.Header.Get(name) != value {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		count++
		fmt.Fprintf(w, `{"externalId":"E%d"}`, count)
	}))
	t.Cleanup(server.Close)
	return server.URL, func() int { mu.Lock(); defer mu.Unlock(); return count }
}

// posting lists the commands that post, each with its other arguments.
func posting(t *testing.T) map[string][]string {
	t.Helper()
	state, left := filepath.Join(t.TempDir(), "s.json"), filepath.Join(t.TempDir(), "left.json")
	leftovers := writeFile(t, "leftovers.json", `{"version":1,"leftovers":[{"kind":"device","what":"device A","url":"***","body":{"type":"remove"}}]}`)
	return map[string][]string{
		"send":    {"send", "device", "add", "--serial", "SN-1", "--state", state},
		"try":     {"try", "--only", "device"},
		"shift":   {"shift", "--events", "5"},
		"run":     {"run", "--only", "guitar", "--leftovers", left},
		"cleanup": {"cleanup", leftovers},
	}
}

func TestTarget_FileServesEveryCommandThatPosts(t *testing.T) {
	url, let := guarded(t, "X-Api-Key", "right-key")
	for _, form := range []string{"url: " + url, "singleUrl: " + url, "deviceUrl: " + url + "/d\nitemAttachUrl: " + url + "/i\noperationUrl: " + url + "/o"} {
		file := writeFile(t, "erp.yaml", "version: 1\n"+form+"\nheaders: {X-Api-Key: right-key}\nrate: 1000\n")
		for name, args := range posting(t) {
			before := let()
			got := runErpkit(t, "", append(args, "--target", file)...)
			if got.code != exitOK || let() == before {
				t.Errorf("%s with %q: code %d, %d posts\n%s%s", name, form, got.code, let()-before, got.stdout, got.stderr)
			}
		}
	}
}

func TestTarget_FlagsWinOverTheFile(t *testing.T) {
	url, let := guarded(t, "X-Api-Key", "right-key")
	file := writeFile(t, "erp.yaml", "version: 1\nheaders: {X-Api-Key: wrong-key}\n")
	for name, args := range posting(t) {
		before := let()
		got := runErpkit(t, "", append(args, "--target", file, "--header", "X-Api-Key: right-key", "--url", url)...)
		if got.code != exitOK || let() == before {
			t.Errorf("%s: code %d\n%s%s", name, got.code, got.stdout, got.stderr)
		}
	}
}

// Every command reports a wrong target in the same sentence.
func TestTarget_WrongOnesAreRefusedAlike(t *testing.T) {
	file := writeFile(t, "erp.yaml", "version: 1\nurl: http://127.0.0.1:1\n")
	for says, flags := range map[string][]string{
		"cannot both be given":               {"--url", "http://127.0.0.1:1", "--single-url", "http://127.0.0.1:1"},
		"the base URL ends in /device":       {"--url", "http://127.0.0.1:1/device"},
		"the URL for operation":              {"--url", "http://127.0.0.1:1", "--operation-url", "127.0.0.1"},
		"all three kinds are skipped":        {"--url", "http://127.0.0.1:1", "--skip-kind", "device,item-attach,operation"},
		"both its certificate file and":      {"--url", "http://127.0.0.1:1", "--cert-file", "a.pem"},
		"the rate cannot be negative":        {"--url", "http://127.0.0.1:1", "--rate", "-1"},
		"--target and URLs exclude":          {"--url", "http://127.0.0.1:1", "--target", file},
		"nowhere.yaml":                       {"--target", "nowhere.yaml"},
		`--header wants "Name: value"`:       {"--url", "http://127.0.0.1:1", "--header", "hush"},
		"the certificate of the authority c": {"--url", "http://127.0.0.1:1", "--ca-file", "nowhere.pem"},
	} {
		for name, args := range posting(t) {
			got := runErpkit(t, "", append(args, flags...)...)
			if got.code != exitUsage || !strings.Contains(got.stderr, says) || strings.Contains(got.stderr, "hush") {
				t.Errorf("%s %v: code %d, wanted %q\n%s", name, flags, got.code, says, got.stderr)
			}
		}
	}
}
