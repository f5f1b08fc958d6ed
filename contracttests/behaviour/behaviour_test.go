package behaviour_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests/behaviour"
	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/sender/master"
	"github.com/erpkit/erpkit/sender/master/mastertest"
	"github.com/erpkit/erpkit/sender/target"
)

// profileOf is the profile of an ERP of the catalogue, by name of the habit. Nothing may be left in it.
func profileOf(t *testing.T, name string) (behaviour.Profile, map[string]behaviour.Habit) {
	t.Helper()
	erp, err := brokenerps.Find(name, brokenerps.Tempo{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(erp.Handler())
	defer server.Close()
	var data *master.Data
	if erp.Master != "" {
		data = mastertest.Read(t, erp.Master)
	}
	found := behaviour.NewFound()
	run, err := check.NewRunner(target.Target{Base: server.URL}, found.Checks(), check.Options{InFlight: 1, Master: data})
	if err != nil {
		t.Fatal(err)
	}
	results := run.Run(t.Context())
	for _, one := range results {
		if one.Outcome != check.Pass || len(one.Leftovers) > 0 {
			t.Errorf("%s: %s %s %s, left: %v", name, one.Check.Name, one.Outcome, one.Reason, one.Leftovers)
		}
	}
	profile := found.Profile(results)
	habits := map[string]behaviour.Habit{}
	for _, h := range profile.Habits {
		habits[h.Name] = h
		if h.Seen == "" || h.Question == "" || habits[h.Name] != h {
			t.Errorf("%s: %+v", name, h)
		}
	}
	return profile, habits
}

// TestProfile_SaysWhatEachERPDoes: the answers are those that the ERPs of the catalogue were made for, and the same in the
// same words for each.
func TestProfile_SaysWhatEachERPDoes(t *testing.T) {
	for erp, wanted := range map[string]map[string]string{
		"right": {
			"serial-again-after-removal": "accepts it", "serial-on-another-order": "refuses it with 409", "serial-on-another-sku": "accepts it",
			"update-to-removed-serial": "accepts it", "device-twice": "books it once and answers the same id", "unknown-order": "accepts it",
			"device-ids": `like "D-9", rising`, "report-beyond-quantity": "", "messages": "every refusal has one", "posts-at-once": "32 and perhaps more",
		},
		"strict": {
			"report-beyond-quantity": "refuses it with 422", "report-out-of-sequence": "refuses it with 422", "earlier-report-taken-back-first": "refuses it with 409",
			"unknown-order": "refuses it with 422", "unknown-sku": "refuses it with 422", "unknown-action": "refuses it with 422", "unknown-work-center": "refuses it with 422",
		},
		"books-twice":     {"operation-twice": "books it twice", "item-attach-twice": "books it twice"},
		"silent-refusals": {"messages": "there are none that the MES reads"},
		"few-seats":       {"posts-at-once": "8"},
	} {
		t.Run(erp, func(t *testing.T) {
			_, habits := profileOf(t, erp)
			for name, answer := range wanted {
				if got, there := habits[name]; !there || got.Answer != answer {
					t.Errorf("%s: got %+v, want %q", name, got, answer)
				}
			}
		})
	}
}

// TestProfile_IsComparable: two profiles of one ERP differ in nothing but how fast it was and what was seen.
func TestProfile_IsComparable(t *testing.T) {
	one, _ := profileOf(t, "right")
	two, _ := profileOf(t, "right")
	for i, h := range one.Habits {
		if again := two.Habits[i]; h.Name != again.Name || h.Answer != again.Answer && !strings.HasPrefix(h.Name, "answer-") {
			t.Errorf("%+v, and then %+v", h, again)
		}
	}
	var text strings.Builder
	if err := one.Markdown(&text); err != nil || strings.Count(text.String(), "\n| ") != len(one.Habits)+2 {
		t.Errorf("%v\n%s", err, text.String())
	}
}

// TestProfile_IsTextWhateverTheERPSays: nothing of an ERP gets out of its cell or calls anybody.
func TestProfile_IsTextWhateverTheERPSays(t *testing.T) {
	profile := behaviour.Profile{Habits: []behaviour.Habit{{Name: "n", Question: "q", Answer: "a", Seen: "<b> | @all `x`\n# head"}}}
	var text strings.Builder
	if err := profile.Markdown(&text); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"<b>", " | @", "@all", " `x`", "\n# head"} {
		if strings.Contains(text.String(), bad) {
			t.Errorf("%q gets through:\n%s", bad, text.String())
		}
	}
}

func Example() {
	erp, err := brokenerps.Find("right", brokenerps.Tempo{})
	if err != nil {
		fmt.Println(err)
		return
	}
	server := httptest.NewServer(erp.Handler())
	defer server.Close()
	found := behaviour.NewFound()
	run, err := check.NewRunner(target.Target{Base: server.URL}, found.Checks(), check.Options{InFlight: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	first := found.Profile(run.Run(context.Background())).Habits[0]
	fmt.Println(first.Question+":", first.Answer)
	// Output: The same serial is set again after it was removed: accepts it
}
