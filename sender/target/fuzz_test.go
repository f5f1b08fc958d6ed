package target

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/erpkit/erpkit/schemas/yamlfile"
	"github.com/erpkit/erpkit/schemas/yamlfile/yamlfiletest"
)

// FuzzRead: any file is either refused with problems that show no line of it, for it may have a secret, or is the same target
// when it is read again.
func FuzzRead(f *testing.F) {
	seeds := []string{
		"version: 1\nurl: http://127.0.0.1:8085\ntimeout: 3s\nheaders: {X-Station: '4'}\nskip: [operation]\n",
		"url: http://x\nauth: {bearer: {env: ERP_TOKEN}}\n", "url: http://x\nauth: {basic: {user: a, password: {file: p}}, hmac: {header: X, secret: {env: A}}}\n",
		"url: http://x\nmaster: {workOrders: [{number: '1', sku: a}]}\n", `{"deviceUrl": "http://x/d", "rate": 1e3}`, "rules: []\n", "",
	}
	yamlfiletest.Fuzz(f, seeds, readTarget, func(t *testing.T, source []byte, first Target) {
		again, err := readTarget(t, source)
		if err != nil || !reflect.DeepEqual(again.URLs(), first.URLs()) || again.Timeout != first.Timeout || !reflect.DeepEqual(again.Headers, first.Headers) {
			t.Fatalf("read again: %v", err)
		}
	})
}

func readTarget(t *testing.T, source []byte) (Target, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "target.yaml")
	if err := os.WriteFile(path, source, 0o600); err != nil {
		t.Fatal(err)
	}
	target, err := Read(path)
	var problems yamlfile.Problems
	errors.As(err, &problems)
	for _, one := range problems {
		if one.Excerpt != "" {
			t.Fatalf("it shows %+v", one)
		}
	}
	return target, err
}
