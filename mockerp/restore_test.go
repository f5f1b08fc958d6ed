package mockerp_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/script"
)

// packed is {"externalId":"PACKED-1"} in gzip.
const packed = "H4sIAAAAAAACA6tWSq0oSS3KS8zxTFGyUgpwdPZ2ddE1VKoFAEBQdasZAAAA"

// TestDurable_WhatAScriptPackedStaysPacked: the sender did not ask for it, so the books read no id of it, before a restart
// and after.
func TestDurable_WhatAScriptPackedStaysPacked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	packs, err := script.Parse("packs", []byte(`version: 1
rules:
- when: {kind: device}
  answer: {status: 200, headers: {Content-Encoding: gzip, Content-Type: application/json}, base64: "`+packed+`"}
`))
	if err != nil {
		t.Fatal(err)
	}
	erp := mockerptest.Start(t, withJournal(openJournal(t, path, sqlite.Options{})), mockerptest.WithScript(packs))
	_, _, _ = send(t.Context(), erp.URL()+"/device", "", device("add", "SN-1", ""))
	before := booksOf(t, erp, "default")
	if !strings.Contains(before, "SN-1") || strings.Contains(before, "PACKED-1") {
		t.Fatalf("the books are %s", before)
	}
	stopped(t, erp)
	erp = mockerptest.Start(t, withJournal(openJournal(t, path, sqlite.Options{})))
	if after := booksOf(t, erp, "default"); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
}
