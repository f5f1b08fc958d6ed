package contracttests_test

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/master"
	"github.com/erpkit/erpkit/sender/master/mastertest"
	"github.com/erpkit/erpkit/sender/shift"
	"github.com/erpkit/erpkit/sender/tryout"
)

// strictERP starts the ERP that knows only its master data, and reads them.
func strictERP(t *testing.T, tempo brokenerps.Tempo) (url string, data *master.Data) {
	t.Helper()
	erp, err := brokenerps.Find("strict", tempo)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(erp.Handler())
	t.Cleanup(server.Close)
	return server.URL, mastertest.Read(t, erp.Master)
}

// byVerdict lists the checks of a run, for each verdict with its cause.
func byVerdict(r contracttests.Report) map[string][]string {
	names := map[string][]string{}
	for _, one := range r.Results {
		key := strings.TrimSpace(string(one.Outcome) + " " + string(one.Cause))
		names[key] = append(names[key], one.Check.Name)
	}
	return names
}

func judge(t *testing.T, url string, data *master.Data, opts contracttests.Options) contracttests.Report {
	t.Helper()
	r, err := contracttests.Run(t.Context(), contracttests.Target{Base: url, Master: data}, opts)
	if err != nil {
		t.Fatal(err)
	}
	for _, left := range r.Leftovers() {
		t.Errorf("left in the ERP: %s", left)
	}
	return r
}

// Without master data the ERP that knows only its own says after a few posts what to give, and nothing is held
// against it.
func TestStrict_WithoutMasterData(t *testing.T) {
	url, _ := strictERP(t, brokenerps.Tempo{})
	r := judge(t, url, nil, contracttests.Options{})
	posts := 0
	for _, one := range r.Results {
		posts += len(one.Exchanges)
		if one.Outcome != check.Skip || one.Cause != check.NeedsData || !strings.Contains(one.Reason, "  master:\n    workOrders:\n") {
			t.Errorf("%s: %s %s: %s", one.Check.Name, one.Outcome, one.Cause, one.Reason)
		}
	}
	var text strings.Builder
	if err := r.Summary(&text); err != nil || r.Verdict != report.Unjudged || posts > 20 {
		t.Errorf("%s after %d posts, %v", r.Verdict, posts, err)
	}
	for _, want := range []string{"does not exist", "Give master data: erpkit target init", "UNJUDGED", "of the skipped need master data"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the summary does not say %q:\n%s", want, text.String())
		}
	}
}

// With master data every check is run that is run on an ERP that takes any name: none is lost to invention.
func TestStrict_WithMasterData(t *testing.T) {
	lenient, err := brokenerps.Find("right", brokenerps.Tempo{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(lenient.Handler())
	defer server.Close()
	wanted := byVerdict(judge(t, server.URL, nil, contracttests.Options{}))
	for _, inFlight := range []int{1, 12, 40} {
		url, data := strictERP(t, brokenerps.Tempo{})
		r := judge(t, url, data, contracttests.Options{InFlight: inFlight})
		if got := byVerdict(r); r.Verdict != report.Green || !slices.Equal(got["pass"], wanted["pass"]) || len(got["pass"]) < 330 {
			t.Errorf("%d in flight: %s, %d passed of %d; %v", inFlight, r.Why, len(got["pass"]), len(wanted["pass"]), got)
		}
	}
}

// little is a small file.
const little = `version: 1
workOrders: [{number: MO-1002, sku: GUITAR, quantity: 3}]
parts:
  - {sku: GUITAR, newSerials: "G-{n:12}"}
  - {sku: SCREW, quantity: 40}
operations:
  - {actCode: CUT, workCenterCode: WC-1, position: 10}
`

// A small file leaves out exactly the checks that need what it does not give, and says what that is.
func TestStrict_WithLittle(t *testing.T) {
	url, _ := strictERP(t, brokenerps.Tempo{})
	r := judge(t, url, mastertest.Read(t, little), contracttests.Options{})
	needs := map[string]int{}
	for _, need := range r.Needs() {
		needs[need.What] = len(need.Checks)
	}
	if got := byVerdict(r); r.Verdict != report.Green || len(got["fail"])+len(got["skip blocked"])+len(got["error"]) > 0 {
		t.Errorf("%s: %v", r.Why, got)
	}
	total := 0
	for what, n := range littleNeeds {
		if total += n; needs[what] != n {
			t.Errorf("%d checks need: %s; wanted %d", needs[what], what, n)
		}
		delete(needs, what)
	}
	if len(needs) > 0 || total+len(byVerdict(r)["pass"])+len(byVerdict(r)["skip not applicable"]) != len(r.Results) {
		t.Errorf("%d checks of %d need something; needed as well is %v", total, len(r.Results), needs)
	}
}

// ownSteps has two orders of one sku, and the id that a step has in one of them.
const ownSteps = `version: 1
workOrders: [{number: MO-1001, sku: GUITAR, quantity: 9}, {number: MO-1002, sku: GUITAR, quantity: 9}]
parts: [{sku: GUITAR, newSerials: "G-{n:12}"}]
operations:
  - {actCode: CUT, workCenterCode: WC-1, position: 10, operationExternalId: "5010", forWorkOrders: [MO-1001]}
  - {actCode: CUT, workCenterCode: WC-1, position: 10, forWorkOrders: [MO-1002]}
`

// The id of a step is that of its order: no check posts it with another one.
func TestStrict_StepsHaveTheIDsOfTheirOrder(t *testing.T) {
	url, _ := strictERP(t, brokenerps.Tempo{})
	r := judge(t, url, mastertest.Read(t, ownSteps), contracttests.Options{Focus: "operation"})
	got := byVerdict(r)
	if r.Verdict != report.Green || !slices.ContainsFunc(got["pass"], func(name string) bool { return strings.Contains(name, "two orders of one sku") }) {
		t.Errorf("%s %s: %v", r.Verdict, r.Why, got)
	}
}

// An ERP that is slow and takes one post at a time is as right.
func TestStrict_Slow(t *testing.T) {
	url, data := strictERP(t, brokenerps.Tempo{Each: 10 * time.Millisecond})
	if r := judge(t, url, data, contracttests.Options{Level: schemas.Must}); r.Verdict != report.Green {
		t.Error(r.Why)
	}
}

// A name that the ERP does not have is a mistake in the file, and the cure says so.
func TestStrict_WrongName(t *testing.T) {
	url, data := strictERP(t, brokenerps.Tempo{})
	data.Orders = slices.Clone(data.Orders[:1])
	data.Orders[0].Number = "MO-9999"
	data.Special = nil
	r := judge(t, url, data, contracttests.Options{Focus: "device add is accepted"})
	if len(r.Results) != 1 || r.Results[0].Failure == nil || !strings.Contains(r.Results[0].Failure.Cure, "names are those of the master data") {
		t.Errorf("got %+v", r.Results)
	}
}

// A shift takes everything from the master data: the ERP that knows nothing else accepts every post, and when a
// small order has no piece left, finished work is taken apart.
func TestStrict_Shift(t *testing.T) {
	client, err := sender.NewClient(sender.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	for name, small := range map[string]bool{"whole file": false, "one order of 3 pieces": true} {
		url, data := strictERP(t, brokenerps.Tempo{})
		if small {
			data = mastertest.Read(t, little)
		}
		settings := contracttests.Target{Base: url}.Settings("local")
		s, err := shift.Play(t.Context(), shift.Options{Settings: settings, Poster: client, Seed: 7, Events: 1500, Stations: 4, Master: data})
		if err != nil || !s.Perfect() {
			t.Errorf("%s: %v\n%s", name, err, s)
		}
	}
}

// The Test button posts real values, too.
func TestStrict_Try(t *testing.T) {
	client, err := sender.NewClient(sender.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	url, data := strictERP(t, brokenerps.Tempo{})
	options := tryout.Options{Settings: contracttests.Target{Base: url}.Settings("local"), Client: client}
	if r := tryout.Run(t.Context(), options); r.OK {
		t.Error("samples were taken by the ERP that knows only its own names, so this shows nothing")
	}
	options.Master = data
	devices := *data // only orders of a part with serials
	devices.Orders, devices.Special = data.Orders[:2], nil
	for name, c := range map[string]struct {
		data *master.Data
		only []schemas.Kind
	}{
		"all": {data, nil}, "only devices to build": {&devices, nil}, "devices alone": {data, []schemas.Kind{schemas.Device}},
		"items alone": {data, []schemas.Kind{schemas.ItemAttach}}, "reports alone": {data, []schemas.Kind{schemas.Operation}},
	} {
		options.Master, options.Only = c.data, c.only
		if r := tryout.Run(t.Context(), options); !r.OK || len(r.Leftovers) > 0 {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// The stories that come along play with the names of the master data; what they cannot have is said, and is no success.
func TestStrict_Stories(t *testing.T) {
	stories, err := scenarios.LoadFS(scenarios.Files())
	if err != nil {
		t.Fatal(err)
	}
	url, data := strictERP(t, brokenerps.Tempo{})
	at := play.Target{Target: contracttests.Target{Base: url, Master: data}}
	r, err := play.Run(t.Context(), stories, play.Options{Target: at})
	if err != nil || r.Exit != play.ExitPassed || len(r.Leftovers) > 0 {
		t.Fatalf("%v, exit %d, left %v", err, r.Exit, r.Leftovers)
	}
	for i := range r.Cases {
		c := &r.Cases[i]
		if named := c.Story.Master != nil && *c.Story.Master; c.Outcome != play.Passed && (named || c.Outcome != play.Skipped) || named && c.Posts() == 0 {
			t.Errorf("%s: %s, %d posts. %s", c.Name, c.Outcome, c.Posts(), c.Reason)
		}
	}
	if n := r.Count(play.Passed); n < 15 {
		t.Errorf("only %d stories held", n)
	}
	at.Master = mastertest.Read(t, little)
	guitar, err := scenarios.Choose(stories, []string{"guitar"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err = play.Run(t.Context(), guitar, play.Options{Target: at})
	if err != nil || r.Exit != play.ExitUnreachable || !r.Cases[0].Lacks || r.Cases[0].Reason == "" {
		t.Errorf("%v, exit %d: %s", err, r.Exit, r.Cases[0].Reason)
	}
}

// littleNeeds is what the small file does not give, and how many checks need it.
var littleNeeds = map[string]int{
	"2 operations":                  5,
	"operation at position 0":       1,
	"operation with an external id": 2,
	"operation with emoji and accents in text (variants.emoji.operation)":                                   2,
	"operation with leading zeros in text (variants.leadingZeros.operation)":                                2,
	"operation with quotes, slashes and angle brackets in text (variants.quotes.operation)":                 2,
	"operation with text in Chinese and Arabic (variants.scripts.operation)":                                2,
	"operation with text in Hebrew (variants.hebrew.operation)":                                             2,
	"operation with text of 255 characters (variants.long.operation)":                                       2,
	"part to attach that is measured (step below 1)":                                                        4,
	"part to attach with emoji and accents in text (variants.emoji.part)":                                   2,
	"part to attach with leading zeros in text (variants.leadingZeros.part)":                                2,
	"part to attach with quotes, slashes and angle brackets in text (variants.quotes.part)":                 2,
	"part to attach with text in Chinese and Arabic (variants.scripts.part)":                                2,
	"part to attach with text in Hebrew (variants.hebrew.part)":                                             2,
	"part to attach with text of 255 characters (variants.long.part)":                                       2,
	"part without serials to attach of which 1000000 are on stock":                                          2,
	"pattern for serials with leading zeros in text (variants.leadingZeros.serial)":                         1,
	"pattern for serials with serials in lower case (variants.lowerCase.serial)":                            1,
	"serial-managed part to attach":                                                                         6,
	"serial-managed part to attach with a second one beside it":                                             2,
	"operation at the position of the one before it":                                                        1,
	"operation with the code of the one before it":                                                          1,
	"part without serials to attach of which 2 are on stock with a second one beside it":                    1,
	"work order of a serial-managed part with a second order of the same part":                              4,
	"operation without a work center":                                                                       1,
	"pattern for serials with text of 255 characters (variants.long.serial)":                                1,
	"work order of a serial-managed part with another sku":                                                  4,
	"serial-managed part to attach with a work order of its own in the file":                                3,
	"work order of a measured part without serials for 2.5 or more":                                         2,
	"work order of a part without serials":                                                                  5,
	"work order of a part without serials for 1000000 or more":                                              2,
	"work order of a part without serials for 2 or more":                                                    3,
	"work order of a serial-managed part with an external id":                                               2,
	"work order of a serial-managed part with emoji and accents in text (variants.emoji)":                   2,
	"work order of a serial-managed part with leading zeros in text (variants.leadingZeros)":                2,
	"work order of a serial-managed part with more pieces":                                                  2,
	"work order of a serial-managed part with quotes, slashes and angle brackets in text (variants.quotes)": 2,
	"work order of a serial-managed part with text in Chinese and Arabic (variants.scripts)":                2,
	"work order of a serial-managed part with text in Hebrew (variants.hebrew)":                             2,
	"work order of a serial-managed part with text of 255 characters (variants.long)":                       2,
	"work order with an external id":                                                                        2,
	"work order with more pieces":                                                                           4,
	"work orders with more pieces":                                                                          5,
}
