package erpapi

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas/golden"
)

// The forms that are kept in the folder of the schemas are made from those schemas.
//
//	go test ./schemas/erpapi -run TestForms_AreKept -update
func TestForms_AreKept(t *testing.T) {
	for _, form := range Forms() {
		text, err := form.Text()
		if err != nil || len(text) == 0 || !strings.HasSuffix(string(text), "\n") {
			t.Fatal(form.Name, len(text), err)
		}
		golden.Compare(t, filepath.Join("..", form.File), text)
	}
}
