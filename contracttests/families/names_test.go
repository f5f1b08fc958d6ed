package families_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/families"
	"github.com/erpkit/erpkit/schemas/golden"
)

// namesFile has every name that a check ever had. Reports of old versions and lists of known failures have them.
const namesFile = "testdata/names.txt"

// Names of checks are published: a name may only disappear when check/renames.go says what the check is called now.
//
//	go test ./contracttests/families -run TestNames -update
func TestNames_StayOrAreRenamed(t *testing.T) {
	var now []string
	for _, c := range slices.Concat(families.All(), families.Smoke()) {
		now = append(now, c.Clause+" "+c.Name)
	}
	kept, err := os.ReadFile(namesFile)
	if err != nil {
		t.Fatal(err)
	}
	ever := strings.Split(strings.TrimSpace(string(kept)), "\n")
	for _, lost := range lostNames(ever, now, check.Current) {
		t.Errorf("%q has disappeared: write in contracttests/check/renames.go what the check is called now", lost)
	}
	for _, name := range now {
		if check.Current(name) != name {
			t.Errorf("%q stands in contracttests/check/renames.go as an old name, and is in use", name)
		}
		if strings.Contains(name, "#") || strings.Join(strings.Fields(name), " ") != name {
			t.Errorf("%q cannot stand in a list of known failures: it has a # or several blanks", name)
		}
	}
	all := slices.Concat(ever, now)
	slices.Sort(all)
	golden.Compare(t, namesFile, []byte(strings.Join(slices.Compact(all), "\n")+"\n"))
}

// lostNames are the names that no check has and that lead to none.
func lostNames(ever, now []string, current func(string) string) []string {
	var lost []string
	for _, name := range ever {
		if !slices.Contains(now, current(name)) {
			lost = append(lost, name)
		}
	}
	return lost
}

func TestNames_TheRuleFindsWhatIsLost(t *testing.T) {
	renamed := func(name string) string {
		return map[string]string{"E1 old": "E1 new", "E1 astray": "E1 nowhere", "E2 stays": "E2 stays"}[name]
	}
	got := lostNames([]string{"E1 old", "E1 astray", "E2 stays"}, []string{"E1 new", "E2 stays"}, renamed)
	if !slices.Equal(got, []string{"E1 astray"}) {
		t.Errorf("got %v", got)
	}
}
