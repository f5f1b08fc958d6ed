package contracttests_test

import (
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/erpkit/erpkit/"

// TestArrowsRunOneWay holds the house together: who may reach whom, tests aside.
func TestArrowsRunOneWay(t *testing.T) {
	for _, rule := range []struct {
		from   string
		never  []string
		except string
	}{
		{from: "schemas", never: []string{module}, except: module + "schemas"},
		{from: "mockerp/...", never: []string{module + "sender", module + "scenarios", module + "contracttests", "github.com/onsi/"}},
		{from: "sender/...", never: []string{module + "mockerp", module + "scenarios", module + "contracttests"}},
		{from: "mockerp/control/client", never: []string{module + "mockerp/engine", "github.com/gin-gonic/", "modernc.org/"}},
		{from: "contracttests/...", never: []string{module + "mockerp", module + "scenarios"}},
	} {
		for _, reached := range reach(t, rule.from) {
			for _, forbidden := range rule.never {
				if strings.HasPrefix(reached, forbidden) && (rule.except == "" || reached != rule.except) {
					t.Errorf("%s reaches %s: arrows run from the sides to schemas, and from the judge to the sender, never back", rule.from, reached)
				}
			}
		}
	}
}

// reach lists every package that the packages of a room are made of, tests aside. What stands under
// bench is a program of its own.
func reach(t *testing.T, room string) []string {
	t.Helper()
	list := func(args ...string) []string {
		out, err := exec.Command("go", append([]string{"list", "-tags", "nomsgpack"}, args...)...).Output()
		if err != nil {
			t.Fatalf("go list %v: %v", args, err)
		}
		return strings.Fields(string(out))
	}
	packages := list(module + room)
	if len(packages) == 0 {
		t.Fatalf("there are no packages in %s, so nothing was looked at", room)
	}
	return list(append([]string{"-deps"}, packages...)...)
}
