package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// myERP stands for the ERP that a job starts: the mock, which listens where the job says.
const myERP = `#!/bin/sh
exec erpkit serve --addr "127.0.0.1:$2" --control-addr 127.0.0.1:0 --log none
`

// job runs all commands of a CI file in one shell that stops at the first failure, as a build server does. The
// files that it uploads must exist at the end.
func (s *docSection) job(b docBlock) {
	var file any
	if err := yaml.Unmarshal([]byte(b.text), &file); err != nil {
		s.t.Fatalf("%s:%d: %v", b.document, b.line, err)
	}
	commands := valuesOf(file, "run", "script")
	if len(commands) == 0 {
		s.t.Fatalf("%s:%d: the job runs nothing", b.document, b.line)
	}
	if err := os.WriteFile(filepath.Join(s.dir, "start-my-erp"), []byte(myERP), 0o755); err != nil {
		s.t.Fatal(err)
	}
	s.env = append(s.env, "GITHUB_STEP_SUMMARY="+filepath.Join(s.dir, "summary.md"))
	defer func() {
		if s.t.Failed() {
			said, _ := os.ReadFile(filepath.Join(s.dir, "job.log"))
			s.t.Logf("%s:%d: the job said:\n%s", b.document, b.line, said)
		}
	}()
	// The mocks that the job leaves running would keep a pipe open.
	text := "exec >job.log 2>&1\ntrap 'kill $(jobs -p) && wait || true' EXIT\n" + strings.Join(commands, "\n")
	s.command(docBlock{document: b.document, line: b.line, text: text}, "0")
	for _, upload := range valuesOf(file, "path", "paths") {
		for _, name := range strings.Fields(upload) {
			if _, err := os.Stat(filepath.Join(s.dir, name)); err != nil {
				s.t.Errorf("%s:%d: the job uploads what it has not written: %v", b.document, b.line, err)
			}
		}
	}
}

// valuesOf returns the texts under any of the keys, in the order of the lists around them.
func valuesOf(node any, keys ...string) (found []string) {
	switch node := node.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(node)) {
			found = append(found, valuesUnder(node[key], slices.Contains(keys, key), keys)...)
		}
	case []any:
		for _, value := range node {
			found = append(found, valuesOf(value, keys...)...)
		}
	}
	return found
}

func valuesUnder(node any, meant bool, keys []string) []string {
	text, isText := node.(string)
	list, isList := node.([]any)
	switch {
	case meant && isText:
		return []string{text}
	case meant && isList:
		var all []string
		for _, value := range list {
			all = append(all, valuesUnder(value, true, keys)...)
		}
		return all
	default:
		return valuesOf(node, keys...)
	}
}
