package yamlfile

import (
	"sync"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

// TestCheck_CompilesASchemaOnce: a second file costs what the file costs, not what the schema costs.
func TestCheck_CompilesASchemaOnce(t *testing.T) {
	check := func() {
		f, err := Parse("settings.yaml", []byte("version: 1\n"))
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Check("script.schema.json"); err == nil {
			t.Fatal("a script without rules is right")
		}
	}
	check()
	compiling := testing.AllocsPerRun(3, func() {
		if _, err := publish("script.schema.json", schemas.File); err != nil {
			t.Fatal(err)
		}
	})
	if checking := testing.AllocsPerRun(3, check); checking > compiling/2 {
		t.Errorf("a check makes %v things, compiling the schema %v", checking, compiling)
	}
}

// TestCheck_IsUsedByManyAtOnce: also while the schema is compiled for the first of them.
func TestCheck_IsUsedByManyAtOnce(t *testing.T) {
	var all sync.WaitGroup
	for _, name := range []string{"expectations.schema.json", "settings.schema.json", "target.schema.json", "no-such.schema.json"} {
		for range 8 {
			all.Go(func() {
				f, err := Parse("any.yaml", []byte("nonsense: 1\n"))
				if err != nil {
					t.Error(err)
					return
				}
				if err := f.Check(name); err == nil {
					t.Errorf("%s: nonsense was taken", name)
				}
			})
		}
	}
	all.Wait()
}
