package upstream_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/upstream"
	"github.com/erpkit/erpkit/schemas"
)

func TestAsk_HandsOnWhatCame(t *testing.T) {
	url, came := rawERP(t, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
	p := device
	p.Header = http.Header{
		"Content-Type": {"application/json"}, "X-Api-Key": {"secret"}, "X-Twice": {"a", "b"}, "Accept-Encoding": {"br"},
		"Connection": {"keep-alive, X-Hop"}, "X-Hop": {"1"}, "Keep-Alive": {"5"}, "Te": {"trailers"}, "Upgrade": {"h2c"},
		"Transfer-Encoding": {"chunked"}, "Expect": {"100-continue"}, "Content-Length": {"999"},
	}
	if _, trouble := ask(t, upstream.Options{URL: url + "/erp"}, p); trouble != nil {
		t.Fatal(trouble)
	}
	got := <-came
	for _, wanted := range []string{
		"POST /erp/device HTTP/1.1\r\n", "\r\nX-Api-Key: secret\r\n", "\r\nX-Twice: a\r\nX-Twice: b\r\n", "\r\nAccept-Encoding: br\r\n",
		fmt.Sprintf("\r\nContent-Length: %d\r\n", len(p.Body)), "\r\nContent-Type: application/json\r\n", "\r\n\r\n" + string(p.Body),
	} {
		if !strings.Contains(got, wanted) {
			t.Errorf("the ERP did not get %q in %q", wanted, got)
		}
	}
	for _, unwanted := range []string{"X-Hop", "Keep-Alive", "Te:", "Upgrade", "Expect", "Transfer-Encoding", "User-Agent", "gzip", "999"} {
		if strings.Contains(got, unwanted) {
			t.Errorf("the ERP got %q in %q", unwanted, got)
		}
	}
}

func TestAsk_BringsTheAnswerBackAsItIs(t *testing.T) {
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	fmt.Fprint(zip, `{"externalId":"X"}`)
	zip.Close()
	tests := map[string]struct {
		answer string
		status int
		header http.Header
		body   string
		text   string
	}{
		"plain":    {"HTTP/1.1 201 Made\r\nContent-Length: 4\r\nX-A: 1\r\nX-A: 2\r\nDate: yesterday\r\n\r\n{ }\n", 201, http.Header{"X-A": {"1", "2"}, "Date": {"yesterday"}}, "{ }\n", ""},
		"chunked":  {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 200, http.Header{}, "abc", ""},
		"hops":     {"HTTP/1.1 200 OK\r\nConnection: X-Own\r\nX-Own: 1\r\nKeep-Alive: 5\r\n\r\nto the end", 200, http.Header{}, "to the end", ""},
		"packed":   {fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", packed.Len(), packed.String()), 200, http.Header{"Content-Encoding": {"gzip"}}, packed.String(), `{"externalId":"X"}`},
		"no gzip":  {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", 200, http.Header{"Content-Encoding": {"gzip"}}, "{}", "{}"},
		"redirect": {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/login\r\nContent-Length: 0\r\n\r\n", 302, http.Header{"Location": {"http://127.0.0.1:1/login"}}, "", ""},
		"refusal":  {"HTTP/1.1 409 Conflict\r\nContent-Length: 1\r\n\r\nX", 409, http.Header{}, "X", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			url, _ := rawERP(t, test.answer)
			got, trouble := ask(t, upstream.Options{URL: url}, device)
			if trouble != nil {
				t.Fatal(trouble)
			}
			if got.Status != test.status || string(got.Body) != test.body || fmt.Sprint(got.Header) != fmt.Sprint(test.header) {
				t.Errorf("got %d %v %q", got.Status, got.Header, got.Body)
			}
			if text := string(got.Text()); test.text != "" && text != test.text {
				t.Errorf("the text is %q", text)
			}
		})
	}
}

func TestAsk_GoesWhereItShall(t *testing.T) {
	came := make(chan string, 1)
	url := erp(t, func(_ http.ResponseWriter, r *http.Request) { came <- r.RequestURI })
	all := upstream.Options{URL: url + "/base/?key=1"}
	single := upstream.Options{URL: url + "/base", Kinds: map[schemas.Kind]string{schemas.Device: url + "/dev.php?x=1", schemas.Operation: ""}}
	for _, test := range []struct {
		options     upstream.Options
		kind        schemas.Kind
		path, query string
		wanted      string
	}{
		{all, schemas.Device, "/device", "", "/base/device?key=1"},
		{all, schemas.Device, "/", "", "/base/?key=1"},
		{upstream.Options{URL: url}, schemas.Device, "/device", "", "/device"},
		{upstream.Options{URL: url + "/a%2Fb//c"}, schemas.Device, "/device", "", "/a%2Fb//c/device"},
		{all, schemas.Device, "/device/", "a=%20&prefer=status=200&b", "/base/device?key=1&a=%20&b"},
		{single, schemas.Device, "/device", "y=2", "/dev.php?x=1&y=2"},
		{single, schemas.Device, "/", "prefer=delay=1", "/dev.php?x=1"},
		{single, schemas.Operation, "/operation", "", "/base/operation"},
		{single, schemas.ItemAttach, "/", "", "/base"},
	} {
		p := upstream.Post{Kind: test.kind, Path: test.path, Query: test.query, Body: []byte("{}")}
		if _, trouble := ask(t, test.options, p); trouble != nil {
			t.Fatal(trouble)
		}
		if got := <-came; got != test.wanted {
			t.Errorf("%s to %s went to %s, wanted %s", test.kind, test.path, got, test.wanted)
		}
	}
}

func TestAsk_LongAnswersWithinTheLimitComeWhole(t *testing.T) {
	for _, n := range []int{64<<10 - 1, 64 << 10, 64<<10 + 1, 100_000} {
		url, _ := rawERP(t, "HTTP/1.1 200 OK\r\n\r\n"+strings.Repeat("x", n))
		if got, trouble := ask(t, upstream.Options{URL: url, MaxAnswer: 100_000}, device); trouble != nil || len(got.Body) != n {
			t.Errorf("%d bytes: got %d %v", n, len(got.Body), trouble)
		}
	}
}

func TestAsk_FollowsTheProxyOfTheEnvironmentButNotForThisMachine(t *testing.T) {
	proxy, asked := rawERP(t, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
	near, came := rawERP(t, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
	t.Setenv("HTTP_PROXY", strings.Replace(proxy, "//", "//me:pw@", 1))
	t.Setenv("NO_PROXY", "near.invalid")
	for _, url := range []string{near, strings.Replace(near, "127.0.0.1", "localhost", 1)} {
		if _, trouble := ask(t, upstream.Options{URL: url}, device); trouble != nil || len(asked) != 0 {
			t.Errorf("%s: %v, the proxy got %d posts", url, trouble, len(asked))
		}
		<-came
	}
	if _, trouble := ask(t, upstream.Options{URL: "http://near.invalid"}, device); trouble == nil || len(asked) != 0 {
		t.Errorf("NO_PROXY does not count: %v, the proxy got %d posts", trouble, len(asked))
	}
	if _, trouble := ask(t, upstream.Options{URL: "http://erp.invalid"}, device); trouble != nil {
		t.Fatal(trouble)
	}
	if got := <-asked; !strings.HasPrefix(got, "POST http://erp.invalid/device ") || !strings.Contains(got, "Proxy-Authorization: Basic bWU6cHc=") {
		t.Errorf("the proxy got %q", got)
	}
}
