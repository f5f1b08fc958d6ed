package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// proxy is an HTTP proxy that answers in place of an ERP whose name cannot be resolved.
func proxy(t *testing.T) (address string, asked chan string) {
	t.Helper()
	asked = make(chan string, 1000)
	var count atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		asked <- r.URL.String()
		fmt.Fprintf(w, `{"externalId":"E%d"}`, count.Add(1))
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

func TestProxy_OfTheEnvironmentIsFollowedAndNamed(t *testing.T) {
	address, asked := proxy(t)
	t.Setenv("HTTP_PROXY", strings.Replace(address, "http://", "http://user:hush-hush@", 1))
	t.Setenv("NO_PROXY", "")
	for name, args := range posting(t) {
		flags := []string{"--url", "http://erp.invalid/x"}
		if name == "run" || name == "cleanup" {
			flags = append(flags, "--allow-host", "erp.invalid")
		}
		got := runErpkit(t, "", append(args, flags...)...)
		first, _, _ := strings.Cut(got.stderr, "\n")
		if got.code != exitOK || !strings.HasPrefix(first, "Posts to erp.invalid go through the proxy http://***@") || !strings.Contains(first, "HTTP_PROXY") || strings.Contains(got.stdout+got.stderr, "hush") {
			t.Errorf("%s: code %d\n%s%s", name, got.code, got.stdout, got.stderr)
		}
		if url := <-asked; !strings.HasPrefix(url, "http://erp.invalid/x/") {
			t.Errorf("%s: the proxy was asked for %s", name, url)
		}
		for len(asked) > 0 {
			<-asked
		}
	}
	got := erpkitProcess(t, "verify", "--url", "http://erp.invalid/x", "--focus", "^T1")
	if !strings.HasPrefix(got.stderr, "Posts to erp.invalid go through") || len(asked) == 0 {
		t.Errorf("verify: code %d, %d posts\n%s%s", got.code, len(asked), got.stdout, got.stderr)
	}
}

func TestProxy_IsNeverAskedForThisMachine(t *testing.T) {
	address, asked := proxy(t)
	erp, let := guarded(t, "X-None", "")
	t.Setenv("HTTP_PROXY", address)
	for _, url := range []string{erp, strings.Replace(erp, "127.0.0.1", "localhost", 1)} {
		before := let()
		got := runErpkit(t, "", "shift", "--events", "3", "--url", url)
		if got.code != exitOK || let() != before+3 || len(asked) != 0 || strings.Contains(got.stderr, "proxy") {
			t.Errorf("%s: code %d, %d posts, %d through the proxy\n%s", url, got.code, let()-before, len(asked), got.stderr)
		}
	}
	t.Setenv("NO_PROXY", "erp.invalid")
	if got := runErpkit(t, `{"type":"add"}`, "send", "--file", "-", "--url", "http://erp.invalid"); got.code != exitUnreachable || len(asked) != 0 {
		t.Errorf("NO_PROXY does not count: code %d, %d posts\n%s", got.code, len(asked), got.stderr)
	}
}

func TestProxy_ThatCannotBeUsedEndsTheCommand(t *testing.T) {
	t.Setenv("NO_PROXY", "")
	for value, says := range map[string]string{"socks5://127.0.0.1:1": "only http proxies", "http://a b:1": "cannot be used"} {
		t.Setenv("HTTP_PROXY", value)
		for name, args := range posting(t) {
			flags := []string{"--url", "http://erp.invalid/x"}
			if name == "run" || name == "cleanup" {
				flags = append(flags, "--allow-host", "erp.invalid")
			}
			if got := runErpkit(t, "", append(args, flags...)...); got.code != exitUsage || !strings.Contains(got.stderr, says) {
				t.Errorf("%s with %s: code %d\n%s%s", name, value, got.code, got.stdout, got.stderr)
			}
		}
	}
}

func TestProxy_IsFollowedByTheMockToo(t *testing.T) {
	address, asked := proxy(t)
	t.Setenv("HTTP_PROXY", strings.Replace(address, "http://", "http://user:hush-hush@", 1))
	t.Setenv("NO_PROXY", "")
	mock, _ := served(t, "--upstream", "http://erp.invalid/x")
	got := runErpkit(t, "", "send", "device", "add", "--serial", "SN-1", "--url", mock)
	if url := <-asked; got.code != exitOK || url != "http://erp.invalid/x/device" {
		t.Errorf("the proxy was asked for %s, code %d\n%s%s", url, got.code, got.stdout, got.stderr)
	}
	got = runErpkit(t, "", "serve", "--upstream", "http://erp.invalid/x", "--addr", strings.TrimPrefix(mock, "http://"), "--control-addr", "127.0.0.1:0")
	if !strings.HasPrefix(got.stderr, "Posts to erp.invalid go through the proxy http://***@") || strings.Contains(got.stderr, "hush") {
		t.Errorf("the mock said\n%s", got.stderr)
	}
	t.Setenv("HTTP_PROXY", "socks5://127.0.0.1:1")
	if got := runErpkit(t, "", "serve", "--upstream", "http://erp.invalid/x"); got.code != exitUsage || !strings.Contains(got.stderr, "only http proxies") {
		t.Errorf("code %d\n%s%s", got.code, got.stdout, got.stderr)
	}
}
