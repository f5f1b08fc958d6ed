package play_test

import (
	"strings"
	"testing"

	"github.com/erpkit/erpkit/scenarios/play"
)

// If a story takes a thing away twice, the error uses the names of the story and says what to do.
func TestWhatIsGoneIsNamed(t *testing.T) {
	const again = `, so no person can %s it again; to send the post all the same use "post:" (as removed-twice.yaml does)`
	attach := "  - item.attach: {on: guitar, sku: A}\n    as: pickup\n"
	report := "  - operation.report: {on: guitar, actCode: A, workCenterCode: B}\n    as: work\n"
	for name, c := range map[string]struct{ steps, want string }{
		"item":    {attach + "  - item.detach: pickup\n  - item.detach: pickup\n    expect: {status: 409}\n", `"pickup" is not attached any more (step 3 detached it)` + strings.Replace(again, "%s", "detach", 1)},
		"report":  {report + "  - operation.takeBack: work\n  - operation.takeBack: work\n    expect: refused\n", `"work" is not reported any more (step 3 took it back)` + strings.Replace(again, "%s", "take", 1)},
		"device":  {"  - device.remove: guitar\n  - device.remove: guitar\n", `"guitar" has no serial any more (step 2 removed it)` + strings.Replace(again, "%s", "remove", 1)},
		"change":  {"  - device.remove: guitar\n  - device.change: {on: guitar, serial: SN-8}\n", `"guitar" has no serial any more (step 2 removed it), so no person can change it`},
		"alone":   {"  - device.remove: {}\n  - device.remove: {}\n", `"guitar" has no serial any more (step 2 removed it)`},
		"group":   {attach + "  - say: all of it\n    steps:\n      - item.detach: pickup\n      - item.detach: pickup\n", `"pickup" is not attached any more (the step on line 12 detached it)`},
		"repeat":  {attach + "  - item.detach: pickup\n    repeat: 2\n", `"pickup" is not attached any more (step 3 detached it)`},
		"set":     {"  - device.remove: guitar\n  - device.set: {on: guitar, serial: SN-7}\n  - device.remove: guitar\n  - device.remove: guitar\n", `(step 4 removed it)`},
		"refused": {attach + "  - item.detach: pickup\n    expect: refused\n  - item.detach: pickup\n    expect: refused\n", ""},
	} {
		opts := play.Options{}
		text := set + c.steps
		if name == "refused" {
			text = strings.Replace(text, "steps:\n", "erp: {rules: [{name: no, when: {kind: item-attach, type: remove}, answer: {status: 409}}]}\nsteps:\n", 1)
		}
		got := failures(run(t, text, opts))
		got = strings.ReplaceAll(got, "take it back again", "take it again")
		if !strings.Contains(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: got %s\nwant %s", name, got, c.want)
		}
		if strings.Contains(got, "item-1") || strings.Contains(got, "report-1") {
			t.Errorf("%s: it names what nobody wrote: %s", name, got)
		}
	}
}

// A step about a thing that is gone when the story ends is left out with one plain sentence.
func TestWhatIsGoneAtTheEnd(t *testing.T) {
	result := run(t, set+"  - device.remove: guitar\nfinally:\n  - device.remove: guitar\n", play.Options{})
	steps := result.Cases[0].Steps
	const want = `There is nothing to remove: "guitar" has no serial any more (step 2 removed it)`
	if got := steps[len(steps)-1].Left; got != want || result.Exit != play.ExitPassed {
		t.Errorf("got %q, exit %d", got, result.Exit)
	}
}
