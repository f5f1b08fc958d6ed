package master_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/sender/master"
)

func TestReadTable_ReadsWhatAnERPExports(t *testing.T) {
	columns := []master.Column{{Name: "externalId", Aliases: []string{"record id"}}, {Name: "serial", As: "Lot No."}, {Name: "quantity", Aliases: []string{"qty"}, Number: true}}
	path := filepath.Join(t.TempDir(), "erp.csv")
	if err := os.WriteFile(path, []byte("\ufeffRecord ID;Serial;Lot No.;Qty;Colour\r\n77;not this;SN-7;2,50;red\r\n;;;;\r\n78;;\"a;b\";;\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	rows, found, err := master.ReadTable(path, columns)
	if err != nil || !slices.Equal(found, []string{"externalId", "serial", "quantity"}) || len(rows) != 2 {
		t.Fatalf("got %v, %v, %v", rows, found, err)
	}
	if first := rows[0]; first.Line != 2 || !maps.Equal(first.Fields, map[string]string{"externalId": "77", "serial": "SN-7", "quantity": "2.50"}) {
		t.Errorf("got %+v", first)
	}
	if second := rows[1]; second.Line != 4 || !maps.Equal(second.Fields, map[string]string{"externalId": "78", "serial": "a;b"}) {
		t.Errorf("got %+v", second)
	}
	if err := os.WriteFile(path, []byte("qty\nmany\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := master.ReadTable(path, columns); err == nil || !strings.Contains(err.Error(), "erp.csv:2") {
		t.Errorf("got %v", err)
	}
}
