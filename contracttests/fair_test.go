package contracttests_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/shift"
	"github.com/erpkit/erpkit/sender/target"
)

// sent is one post that a correct MES may make, with what it says of parts.
type sent struct {
	by       string // which check, story or shift
	clause   string // of the check
	accepted bool
	body     string

	Type                string      `json:"type"`
	SKU                 string      `json:"sku"`
	Serial              string      `json:"serial"`
	StockID             string      `json:"stockId"`
	ActCode             string      `json:"actCode"`
	Position            json.Number `json:"position"`
	ValidQty            json.Number `json:"validQty"`
	InvalidQty          json.Number `json:"invalidQty"`
	WorkorderExternalID *string     `json:"workorderExternalId"`
	OperationExternalID *string     `json:"operationExternalId"`
	Item                *struct {
		SKU      string      `json:"sku"`
		Serial   string      `json:"serial"`
		Quantity json.Number `json:"quantity"`
	} `json:"item"`
}

// read takes a post in, unless it is one that a correct MES would never make.
func read(t *testing.T, list []sent, by, clause string, accepted bool, body []byte) []sent {
	t.Helper()
	value, findings := schemas.Parse(body)
	if len(findings) > 0 || schemas.Broken(schemas.JudgeValue(schemas.KindOf(value), value)) {
		return list
	}
	p := sent{by: by, clause: clause, accepted: accepted, body: string(body)}
	if err := json.Unmarshal(body, &p); err != nil {
		t.Fatalf("%s: %v in %s", by, err, body)
	}
	return append(list, p)
}

// judged are the posts of verify against the mock, except those that were meant to be refused.
func judged(t *testing.T) (all []sent) {
	report, err := contracttests.Run(t.Context(), contracttests.Target{Base: mockerptest.Start(t).URL()}, contracttests.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, result := range report.Results {
		for _, x := range result.Exchanges {
			if !x.Wrong {
				all = read(t, all, result.Check.Name, result.Check.Clause, x.Result.Accepted, x.Result.Transcript.RequestBody)
			}
		}
	}
	return all
}

// played are the posts of the stories that come with the kit, each against a mock of its own.
func played(t *testing.T) (all []sent) {
	names, err := fs.Glob(scenarios.Files(), "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		stories, err := scenarios.LoadFS(scenarios.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		result, err := play.Run(t.Context(), stories, play.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range result.Cases {
			for _, step := range result.Cases[i].Steps {
				if x := step.Exchange; x != nil && x.Sent {
					all = read(t, all, name, "", x.Result.Accepted, x.Result.Transcript.RequestBody)
				}
			}
		}
	}
	return all
}

// shifted are the posts of a shift.
func shifted(t *testing.T) (all []sent) {
	mock := mockerptest.Start(t)
	client, err := sender.NewClient(sender.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	settings := target.Target{Base: mock.URL()}.Settings("local")
	if _, err := shift.Play(t.Context(), shift.Options{Settings: settings, Poster: client, Seed: 7, Events: 900, Stations: 2}); err != nil {
		t.Fatal(err)
	}
	for _, x := range mock.Exchanges(t, journal.Filter{Limit: 10_000}) {
		all = read(t, all, "shift", "", x.Answer.Status < 400, x.Request.Body)
	}
	return all
}

// measured are the skus that may be posted in fractions: without master data nobody but us can say which.
func measured(sku string) bool {
	named := []string{"0005", "Copper", "WIRE", "WIRE-08", "GLUE", "PAINT", "LACQUER", "LACQUER-3", "PIGMENT-7"}
	return slices.Contains(named, sku) || (len(sku) == 7 && strings.ContainsAny(sku[:1], "467"))
}

// TestWithoutMasterDataNothingIsUnfair: what is posted without master data could come from a real factory. A
// part is one thing only, ids of the ERP are not made up, fractions are of what is measured, and reports are
// taken back last first.
func TestWithoutMasterDataNothingIsUnfair(t *testing.T) {
	verify, stories, worked := judged(t), played(t), shifted(t)
	for name, posts := range map[string][]sent{"verify": verify, "stories": stories, "shift": worked} {
		if least := map[string]int{"verify": 1500, "stories": 200, "shift": 900}[name]; len(posts) < least {
			t.Fatalf("%s made %d posts only, so this shows nothing", name, len(posts))
		}
		for _, wrong := range slices.Concat(twoThings(posts), madeUp(posts), fractions(posts), outOfOrder(posts)) {
			t.Errorf("%s: %s", name, wrong)
		}
	}
	for _, wrong := range append(twoThings(slices.Concat(stories, worked)), shared(verify)...) {
		t.Error(wrong)
	}
}

// twoThings finds skus that have serials in one post and none in another.
func twoThings(posts []sent) (wrong []string) {
	managed := map[string]sent{}
	say := func(p sent, sku, serial string) {
		was, seen := managed[sku]
		if !seen {
			managed[sku] = sent{by: p.by, Serial: serial}
		} else if (was.Serial == "") != (serial == "") {
			wrong = append(wrong, fmt.Sprintf("sku %s has serial %q in %s and %q in %s", sku, was.Serial, was.by, serial, p.by))
		}
	}
	for _, p := range posts {
		say(p, p.SKU, p.Serial)
		if p.Item != nil {
			say(p, p.Item.SKU, p.Item.Serial)
		}
	}
	return wrong
}

// madeUp finds ids of the ERP that no ERP gave.
func madeUp(posts []sent) (wrong []string) {
	for _, p := range posts {
		given := p.by == "work-begun-before.yaml" // which is about ids from earlier
		if p.WorkorderExternalID != nil && p.clause != "P3" && !given || p.OperationExternalID != nil && p.clause != "O6" {
			wrong = append(wrong, p.by+" made an id up: "+p.body)
		}
	}
	return wrong
}

// fractions finds fractions of what counts in pieces.
func fractions(posts []sent) (wrong []string) {
	for _, p := range posts {
		parts := map[string][]json.Number{p.SKU: {p.ValidQty, p.InvalidQty}}
		if p.Item != nil {
			parts[p.Item.SKU] = append(parts[p.Item.SKU], p.Item.Quantity)
		}
		for sku, quantities := range parts {
			for _, n := range quantities {
				if strings.Contains(n.String(), ".") && !measured(sku) {
					wrong = append(wrong, fmt.Sprintf("%s has %s of %s, which counts in pieces", p.by, n, sku))
				}
			}
		}
	}
	return wrong
}

// outOfOrder finds reports that were taken back while there was a later one, except in the check about that.
func outOfOrder(posts []sent) (wrong []string) {
	open := map[string][]string{}
	for _, p := range posts {
		if p.ActCode == "" || !p.accepted || strings.Contains(p.by, "the first of two reports is taken back") {
			continue
		}
		key := fmt.Sprint(p.ActCode, p.Position, p.ValidQty, p.InvalidQty)
		list := open[p.StockID]
		switch {
		case p.Type == "add" && !slices.Contains(list, key):
			open[p.StockID] = append(list, key)
		case p.Type == "remove" && slices.Contains(list, key):
			if list[len(list)-1] != key {
				wrong = append(wrong, p.by+" takes an earlier report back first: "+p.body)
			}
			open[p.StockID] = slices.DeleteFunc(list, func(one string) bool { return one == key })
		}
	}
	return wrong
}

// shared finds parts that two checks use: then what one of them does may show in the other.
func shared(posts []sent) (wrong []string) {
	user := map[string]string{}
	for _, p := range posts {
		skus := []string{p.SKU}
		if p.Item != nil {
			skus = append(skus, p.Item.SKU)
		}
		for _, sku := range skus {
			if was, seen := user[sku]; seen && was != p.by {
				wrong = append(wrong, fmt.Sprintf("%q and %q share the part %s", was, p.by, sku))
			}
			user[sku] = p.by
		}
	}
	return wrong
}
