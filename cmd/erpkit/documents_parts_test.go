package main

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// plainBuild builds the program as it is shipped, whatever tags this test is built with.
const plainBuild = "GOFLAGS=-tags=nomsgpack"

// buildBinary builds erpkit once for all commands of the documents.
func buildBinary(t *testing.T) string {
	t.Helper()
	bin := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(bin, "erpkit"), ".")
	build.Env = append(os.Environ(), plainBuild)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("erpkit does not build: %v\n%s", err, out)
	}
	return bin
}

// freePorts returns that many different ports on which nothing listens, and nothing will by chance: no system gives a port
// below 32768 to who asks for any, and the other tests ask for any.
func freePorts(t *testing.T, n int) (ports []string) {
	t.Helper()
	for try := 0; len(ports) < n; try++ {
		port := fmt.Sprint(20_000 + rand.IntN(10_000))
		listener, err := net.Listen("tcp", "127.0.0.1:"+port)
		switch {
		case err == nil:
			defer listener.Close() // at the end, so that no port is returned twice
			ports = append(ports, port)
		case try > 1000:
			t.Fatalf("no port between 20000 and 30000 is free: %v", err)
		}
	}
	return ports
}

// write writes a file of the document where later commands find it.
func (s *docSection) write(b docBlock, name string) {
	path := filepath.Join(s.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(s.replace.Replace(b.text)), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

// checkElsewhere checks that every command of the block is in the file that runs it.
func checkElsewhere(t *testing.T, b docBlock, where string) {
	raw, err := os.ReadFile(filepath.Join(treeRoot, where))
	if err != nil {
		t.Fatalf("%s:%d: %v", b.document, b.line, err)
	}
	for _, line := range strings.Split(strings.TrimSpace(b.text), "\n") {
		if !strings.Contains(string(raw), strings.TrimSpace(line)) {
			t.Errorf("%s:%d: %s does not run %q", b.document, b.line, where, line)
		}
	}
}

// checkSame checks that the block shows the content of a file of the tree.
func checkSame(t *testing.T, b docBlock, file string) {
	raw, err := os.ReadFile(filepath.Join(treeRoot, file))
	if err != nil {
		t.Fatalf("%s:%d: %v", b.document, b.line, err)
	}
	if strings.TrimSpace(string(raw)) != strings.TrimSpace(b.text) {
		t.Errorf("%s:%d: the block is not what is in %s:\n%s", b.document, b.line, file, raw)
	}
}

// checkFolders checks the map of the code: every folder that it names exists, and every package lies in one of
// them.
func checkFolders(t *testing.T, b docBlock) {
	var named []string
	for _, line := range strings.Split(strings.TrimSpace(b.text), "\n") {
		folder, _, _ := strings.Cut(line, " ")
		if info, err := os.Stat(filepath.Join(treeRoot, folder)); err != nil || !info.IsDir() {
			t.Errorf("%s:%d: there is no folder %q", b.document, b.line, folder)
		}
		named = append(named, strings.TrimSuffix(folder, "/"))
	}
	packages, err := filepath.Glob(filepath.Join(treeRoot, "*", "doc.go"))
	deeper, err2 := filepath.Glob(filepath.Join(treeRoot, "*", "*", "doc.go"))
	if err != nil || err2 != nil || len(packages) == 0 {
		t.Fatal(err, err2, len(packages))
	}
	for _, doc := range append(packages, deeper...) {
		folder, err := filepath.Rel(treeRoot, filepath.Dir(doc))
		if err != nil || !slices.Contains(named, filepath.ToSlash(folder)) {
			t.Errorf("%s:%d: the map does not show %s", b.document, b.line, folder)
		}
	}
}

// compare checks that the output of the last command has the parts of the block, in their order.
func (s *docSection) compare(b docBlock) {
	rest := s.output
	for _, line := range strings.Split(strings.TrimSpace(s.replace.Replace(b.text)), "\n") {
		for _, part := range strings.Split(line, "…") {
			part = strings.TrimSpace(part)
			at := strings.Index(rest, part)
			if at < 0 {
				s.t.Errorf("%s:%d: the output has no %q (in this order):\n%s", b.document, b.line, part, s.output)
				return
			}
			rest = rest[at+len(part):]
		}
	}
}
