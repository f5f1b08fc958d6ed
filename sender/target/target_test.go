package target_test

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/yamlfile"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/target"
)

func Example() {
	t := target.Target{Base: "http://127.0.0.1:8085", Skip: []schemas.Kind{schemas.Operation}}
	for _, kind := range schemas.Kinds() {
		url, offered := t.URL(kind)
		fmt.Println(kind, url, offered)
	}
	// Output:
	// device http://127.0.0.1:8085/device true
	// item-attach http://127.0.0.1:8085/item-attach true
	// operation  false
}

func TestAddresses(t *testing.T) {
	for _, c := range []struct {
		target target.Target
		device string
		one    bool
	}{
		{target.Target{Base: "http://erp/x"}, "http://erp/x/device", false},
		{target.Target{Single: "http://erp/x"}, "http://erp/x", true},
		{target.Target{Base: "http://erp", Kinds: map[schemas.Kind]string{schemas.Device: "http://other/d"}}, "http://other/d", false},
		{target.Target{Kinds: map[schemas.Kind]string{schemas.Device: "http://a/1", schemas.ItemAttach: "http://a/1", schemas.Operation: "http://a/1"}}, "http://a/1", true},
	} {
		if err := c.target.Check(); err != nil {
			t.Errorf("%+v: %v", c.target, err)
		}
		if url, _ := c.target.URL(schemas.Device); url != c.device || c.target.OneURL() != c.one {
			t.Errorf("%+v: got %q, one URL %v", c.target, url, c.target.OneURL())
		}
	}
}

func TestWrongTargetsAreToldAtOnce(t *testing.T) {
	wrong := target.Target{
		Kinds: map[schemas.Kind]string{schemas.Device: "erp/device", schemas.ItemAttach: "ftp://erp"},
		Rate:  -1, Certificates: sender.Certificates{CertFile: "a.pem"}, Skip: []schemas.Kind{"devices"},
	}
	err := wrong.CheckAll()
	if err == nil {
		t.Fatal("a wrong target was taken")
	}
	for _, part := range []string{"the URL for device", "the URL for item-attach", "no URL for operation", "--skip-kind operation", "negative", "key file", `"devices"`} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error says nothing of %q: %v", part, err)
		}
	}
	for _, none := range []target.Target{{Base: "http://a", Single: "http://b"}, {Base: "http://a", Skip: schemas.Kinds()}, {Base: "http://a/device/"}} {
		if none.Check() == nil {
			t.Errorf("%+v was taken", none)
		}
	}
	if nowhere := (target.Target{}); nowhere.Check() != nil || !errors.Is(nowhere.CheckAll(), target.ErrNowhere) {
		t.Errorf("no address at all gave %v and %v", nowhere.Check(), nowhere.CheckAll())
	}
}

// TestOr_LetsWhatWasTypedWin: what a person typed wins over a file, member by member.
func TestOr_LetsWhatWasTypedWin(t *testing.T) {
	file := target.Target{
		Base: "http://file", Skip: []schemas.Kind{schemas.Operation}, Headers: http.Header{"X-A": {"file"}, "X-B": {"file"}},
		Certificates: sender.Certificates{CAFile: "ca", CertFile: "cert", KeyFile: "key"}, Insecure: true, Timeout: time.Second, Rate: 5,
	}
	if all := (target.Target{}).Or(file); fmt.Sprintf("%#v", all) != fmt.Sprintf("%#v", file) {
		t.Errorf("nothing was typed, and of the file there is %#v", all)
	}
	typed := target.Target{Single: "http://typed", Headers: http.Header{"X-A": {"typed"}}, Timeout: time.Minute}
	got := typed.Or(file)
	if got.Base != "" || got.Single != "http://typed" || got.Timeout != time.Minute || got.Rate != 5 || got.CertFile != "cert" ||
		got.Headers.Get("X-A") != "typed" || got.Headers.Get("X-B") != "file" || file.Headers.Get("X-A") != "file" {
		t.Errorf("got %#v", got)
	}
}

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "target.yaml")
	text := "version: 1\nurl: http://erp.example.com/mes\nskip: [operation]\nheaders:\n  X-Api-Key: s3cret\ntimeout: 1.5s\nrate: 20\nca: ca.pem\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := target.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if got.Base != "http://erp.example.com/mes" || got.Offers(schemas.Operation) || got.Headers.Get("X-Api-Key") != "s3cret" ||
		got.Timeout != 1500*time.Millisecond || got.Rate != 20 || got.CAFile != filepath.Join(filepath.Dir(path), "ca.pem") {
		t.Errorf("got %+v", got)
	}
	if err := os.WriteFile(path, []byte("version: 1\nulr: http://erp\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := target.Read(path); err == nil || !strings.Contains(err.Error(), "ulr") || !strings.Contains(err.Error(), ":2:") {
		t.Errorf("a misspelt member gave %v", err)
	}
}

// A script or a story in place of a target is told by its name, in one problem that has the cure.
func TestAnotherFileIsNoTarget(t *testing.T) {
	for text, says := range map[string][]string{
		"version: 1\nrules:\n  - {answer: {status: 500}}\n":            {"erp.yaml:2:1: this is a script for the mock, not a target", "url:", "erpkit serve --script erp.yaml"},
		"version: 1\ntitle: A\nsteps:\n  - device.set: {serial: SN}\n": {"erp.yaml:3:1: this is a story, not a target", "url:", "erpkit run erp.yaml"},
	} {
		path := filepath.Join(t.TempDir(), "erp.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := target.Read(path)
		for _, words := range says {
			if err == nil || !strings.Contains(err.Error(), words) {
				t.Errorf("no %q in %v", words, err)
			}
		}
		var problems yamlfile.Problems
		if errors.As(err, &problems); len(problems) != 1 {
			t.Errorf("%d problems, wanted the one that helps: %v", len(problems), err)
		}
	}
}

func TestHide(t *testing.T) {
	secret := target.Target{Headers: http.Header{"Authorization": {"Bearer t0ken"}, "X-Api-Key": {`a"b\c`}, "Content-Type": {"application/json"}, "X-On": {"1"}}}
	for text, want := range map[string]string{
		"you sent Bearer t0ken":           "you sent ***",
		"token t0ken is wrong":            "token *** is wrong",
		`{"key":"a\"b\\c"}`:               `{"key":"***"}`,
		"application/json 1":              "application/json 1",
		"the Authorization header is bad": "the Authorization header is bad",
	} {
		if got := secret.Hide(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// TestHide_GoesByWhereAValueCameFrom: not by its name; and never so that other text is spoilt.
func TestHide_GoesByWhereAValueCameFrom(t *testing.T) {
	secret := target.Target{
		Single:  "http://me:pass-word@erp/x?plant=n0rth&kind=device&company=1000&k=a%20b%20c",
		Headers: http.Header{"X-Company": {"2000"}, "X-Pin": {"123456"}},
	}
	for text, want := range map[string]string{
		"at http://erp/x?plant=n0rth&kind=device&company=1000": "at http://erp/x?plant=***&kind=***&company=***",
		`{"url":"http://erp/x?a=1\u0026kind=device"}`:          `{"url":"http://erp/x?a=1\u0026kind=***"}`,
		`{"kind":"device","tookMs":1000,"status":2000}`:        `{"kind":"device","tookMs":1000,"status":2000}`,
		"n0rth, pass-word, a b c, a+b+c, bWU6cGFzcy13b3Jk":     "***, ***, ***, ***, ***",
		`the PIN 123456`: "the PIN ***",
	} {
		if got := secret.Hide(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// TestRead_ShowsNoLineOfTheFile: it may have a secret in it, where the file is wrong in itself, too.
func TestRead_ShowsNoLineOfTheFile(t *testing.T) {
	for text, place := range map[string]string{
		"version: 1\nheaders: {X-Api-Key: hush-hush\nurl: http://erp\n":            ":",
		"version: 1\nheaders: {X-Api-Key: hush-hush, X-B: [a]}\nurl: http://erp\n": ":2:",
		"version: 1\nauth: {bearer: hush-hush}\n":                                  ":2:8: a secret does not belong in this file",
		"version: 1\nurl: http://u:hush-hush@erp\nulr: http://u:hush-hush@erp\n":   ":3:1:",
	} {
		path := filepath.Join(t.TempDir(), "target.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := target.Read(path); err == nil || strings.Contains(err.Error(), "hush") || !strings.Contains(err.Error(), place) {
			t.Errorf("%s gave %v, wanted it at %q", text, err, place)
		}
	}
}

func TestPreflight(t *testing.T) {
	answer := func(status int, body string) string {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}))
		t.Cleanup(server.Close)
		return server.URL
	}
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + closed.Addr().String()
	closed.Close()
	for _, c := range []struct{ url, says string }{
		{answer(422, `{"message":"type is missing"}`), ""},
		{answer(404, `{"message":"work order undefined is not known"}`), ""},
		{answer(200, ``), ""},
		{answer(500, `<html>`), ""},
		{answer(404, `<html>not found</html>`), "check the path"},
		{answer(405, ``), "check the path"},
		{answer(401, ``), "carried no credentials at all. Give credentials"},
		{answer(401, `{"message":"Unauthorized"}`), "carried no credentials at all"},
		{answer(403, ``), "carried no credentials at all"},
		{answer(403, `{"message":"this work center is closed"}`), ""},
		{nobody, "nothing listens on that port"},
	} {
		err := target.Target{Single: c.url}.Preflight(t.Context())
		switch {
		case c.says == "" && err != nil:
			t.Errorf("%s was refused: %v", c.url, err)
		case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
			t.Errorf("wanted %q, got %v", c.says, err)
		}
	}
}
