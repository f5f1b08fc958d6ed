package upstream_test

import (
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/upstream"
	"github.com/erpkit/erpkit/schemas"
)

func TestNew_TrustsTheAuthoritiesOfTheFile(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	file := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(file, block, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, trouble := ask(t, upstream.Options{URL: server.URL, AuthorityFile: file}, device); trouble != nil {
		t.Error(trouble)
	}
	if _, trouble := ask(t, upstream.Options{URL: server.URL}, device); trouble == nil || !strings.Contains(trouble.Message, "certificate") {
		t.Errorf("an unknown authority got %v", trouble)
	}
}

func TestNew_RefusesWrongAddresses(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for words, o := range map[string]upstream.Options{
		"no address":        {},
		"not a whole URL":   {URL: "erp.example"},
		"ftp":               {URL: "ftp://erp.example"},
		"user":              {URL: "http://a:secret@erp.example"},
		"fragment":          {URL: "http://erp.example/#x"},
		"cannot be read":    {URL: "http://[::1"},
		"/x":                {URL: "http://erp.example", Kinds: map[schemas.Kind]string{schemas.Device: "/x"}},
		"above 0":           {URL: "http://erp.example", Timeout: -1},
		"nowhere.pem":       {URL: "http://erp.example", AuthorityFile: "nowhere.pem"},
		"BEGIN CERTIFICATE": {URL: "http://erp.example", AuthorityFile: empty},
	} {
		if _, err := upstream.New(o); err == nil || !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%+v: got %v, wanted %q", o, err, words)
		}
	}
	u := upstreamOf(t, upstream.Options{Kinds: map[schemas.Kind]string{schemas.Device: "http://erp.example/d?key=secret"}})
	if !u.Has(schemas.Device) || u.Has(schemas.Operation) || fmt.Sprint(u.Settings()) != "map[device:http://erp.example/d]" {
		t.Errorf("got %v", u.Settings())
	}
}

func ExampleNew() {
	_, err := upstream.New(upstream.Options{URL: "erp.example"})
	fmt.Println(err)
	// Output:
	// the address of the ERP "erp.example" is not a whole URL: write it like https://erp.example/nextplus
}
