package check_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/master"
	"github.com/erpkit/erpkit/sender/target"
)

// posted runs one check against an ERP that takes everything, and gives the result and what was posted.
func posted(t *testing.T, opts check.Options, change func(*target.Target), body func(*check.T)) (check.Result, []string) {
	t.Helper()
	erp := &seen{}
	opts.Name, opts.InFlight = "RUN", 1
	return run(t, erp, opts, change, one("posts", body))[0], erp.posts
}

var uuidText = regexp.MustCompile(`"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"`)

// What the verbs of a unit post, in full: the tamest data, with the ids that the ERP gave and the edits of the check.
func TestUnit_PostsWhatTheMESWould(t *testing.T) {
	_, posts := posted(t, check.Options{}, nil, func(t *check.T) {
		u := t.UnitOf(master.OrderWant{External: master.Given})
		u.Add(check.Set("/extra", map[string]any{"deep": 1}), check.Drop("/sessionId"), check.Set("/extra/deep", json.RawMessage("1.50")), check.Set("/not/there", 1))
		u.Update("SN <&> 2")
		item := u.ItemOf(master.PartWant{Made: true})
		item.Attach(check.Set("/item/quantity", json.RawMessage("2.50")), check.Drop("/item/serial"), check.Drop("/none/there"))
		item.Detach()
		report := u.ReportOf(master.OperationWant{External: master.Given}, check.Drop("/stockId"))
		report.ID = "R"
		report.TakeBack()
		report.ID = ""
		report.TakeBack()
		u.Remove()
	})
	want := []string{
		`{"extra":{"deep":1.50},"sku":"1000102","serial":"SN-RUN-1-4","stockId":…,"type":"add","workorderExternalId":"ERP-WO-RUN-1-3","workorderId":…,"workorderNumber":"WO-RUN-1-1"}`,
		`{"externalId":"ID-1","oldSerial":"SN-RUN-1-4","serial":"SN <&> 2","sessionId":…,"sku":"1000102","stockId":…,"type":"update","workorderExternalId":"ERP-WO-RUN-1-3","workorderId":…,"workorderNumber":"WO-RUN-1-1"}`,
		`{"externalId":"ID-2","item":{"quantity":2.50,"sku":"2000105","workorderNumber":"WO-SUB-RUN-1-7"},"serial":"SN <&> 2","sessionId":…,"sku":"1000102","stockId":…,"type":"add","workorderExternalId":"ERP-WO-RUN-1-3","workorderId":…,"workorderNumber":"WO-RUN-1-1"}`,
		`{"externalId":"ID-2","item":{"externalId":"ID-3","quantity":1,"serial":"CS-RUN-1-6","sku":"2000105","workorderNumber":"WO-SUB-RUN-1-7"},"serial":"SN <&> 2","sessionId":…,"sku":"1000102","stockId":…,"type":"remove","workorderExternalId":"ERP-WO-RUN-1-3","workorderId":…,"workorderNumber":"WO-RUN-1-1"}`,
		`{"actCode":"ASSY","externalId":"R","invalidQty":0,"operationExternalId":"ERP-ROUTE-RUN-1-8","position":10,"serial":"SN <&> 2","sessionId":…,"sku":"1000102","type":"remove","validQty":1,"workCenterCode":"WC-1","workorderExternalId":"ERP-WO-RUN-1-3","workorderId":…,"workorderNumber":"WO-RUN-1-1"}`,
		`{"actCode":"ASSY","externalId":null,"invalidQty":0,"operationExternalId":"ERP-ROUTE-RUN-1-8","position":10,"serial":"SN <&> 2","sessionId":…,"sku":"1000102","type":"remove","validQty":1,"workCenterCode":"WC-1","workorderExternalId":"ERP-WO-RUN-1-3","workorderId":…,"workorderNumber":"WO-RUN-1-1"}`,
		`{"externalId":"ID-2","serial":"SN <&> 2","sessionId":…,"sku":"1000102","stockId":…,"type":"remove","workorderExternalId":"ERP-WO-RUN-1-3","workorderId":…,"workorderNumber":"WO-RUN-1-1"}`,
	}
	samePosts(t, posts, want)
}

// samePosts compares posts member by member; a UUID is any.
func samePosts(t *testing.T, posts, want []string) {
	t.Helper()
	if len(posts) != len(want) {
		t.Fatalf("%d posts, want %d:\n%s", len(posts), len(want), strings.Join(posts, "\n"))
	}
	for i := range want {
		got := members(uuidText.ReplaceAllString(posts[i], `"any"`))
		if wanted := members(strings.ReplaceAll(want[i], "…", `"any"`)); got != wanted {
			t.Errorf("post %d:\n%s\nwant\n%s", i, got, wanted)
		}
	}
}

// members writes an object with its members in order, numbers as they stand.
func members(text string) string {
	object, _ := schemas.Parse([]byte(text))
	out, err := json.Marshal(object)
	if err != nil || object == nil {
		return "not an object: " + text
	}
	return string(out)
}

// The sorts of names that are made up: the first digit of a sku tells what the part is, and special names come only where
// wanted.
func TestInvented_NamesTellWhatTheyAreOf(t *testing.T) {
	var got []string
	note := func(format string, args ...any) { got = append(got, fmt.Sprintf(format, args...)) }
	posted(t, check.Options{}, nil, func(t *check.T) {
		for _, w := range []master.OrderWant{{}, {Word: true}, {SKU: "mine"}, {Of: master.Bulk}, {Of: master.Bulk, Fraction: true, Pieces: "2.5"}, {Number: "WO-7"}, {Variant: master.Hebrew}} {
			p := t.Pieces(w)
			note("order %s of %s, %s, serials %v, %q", p.Order.Number, p.Order.SKU, p.Quantity, p.SerialManaged, p.Order.ExternalID)
		}
		for _, w := range []master.PartWant{{}, {Word: true}, {SKU: "mine"}, {Of: master.Bulk}, {Measured: true}, {Fraction: true}, {Of: master.Bulk, Measured: true}, {Of: master.Bulk, Fraction: true, Quantity: "0.5"}} {
			p := t.Piece(w)
			note("part %s, %s, %q by %q", p.SKU, p.Quantity, p.Serial, p.WorkOrder)
		}
		first := t.Operation(master.OperationWant{})
		for _, w := range []master.OperationWant{{After: 1}, {After: 4}, {Zero: true}, {NoCenter: true}, {After: 1, Beside: &first, Shares: master.SameCode}, {After: 1, Beside: &first, Shares: master.SamePosition}, {External: master.Given}} {
			op := t.Operation(w)
			note("step %s at %q, %d, %q", op.ActCode, op.WorkCenterCode, op.Position, op.ExternalID)
		}
		note("serial %s", t.NewSerial(master.SerialWant{}))
		note("serial %s", t.NewSerial(master.SerialWant{Variant: master.LowerCase, Only: true}))
		note("zeros %v", regexp.MustCompile(`^0+4[0-9]{15}$`).MatchString(t.NewSerial(master.SerialWant{Variant: master.LeadingZeros, Only: true})))
		note("zeros %v", strings.Contains(t.NewSerial(master.SerialWant{Variant: master.LeadingZeros}), "SN-RUN"))
	})
	hebrew, _ := master.VariantNamed(master.Hebrew)
	lower, _ := master.VariantNamed(master.LowerCase)
	want := []string{
		`order WO-RUN-1-1 of 1000102, 1, serials true, ""`, `order WO-RUN-1-3 of Part-RUN-1-4, 1, serials true, ""`,
		`order WO-RUN-1-5 of mine, 1, serials true, ""`, `order WO-RUN-1-6 of 3000107, 1, serials false, ""`,
		`order WO-RUN-1-8 of 4000109, 2.5, serials false, ""`, `order WO-7 of , 1, serials true, ""`,
		fmt.Sprintf(`order %s of %s, 1, serials true, ""`, hebrew.Make("WO-RUN-1-10"), hebrew.Make("1000111")),
		`part 2000112, 1, "CS-RUN-1-13" by "WO-SUB-RUN-1-14"`, `part Component-RUN-1-15, 1, "CS-RUN-1-16" by "WO-SUB-RUN-1-17"`,
		`part mine, 1, "CS-RUN-1-18" by "WO-SUB-RUN-1-19"`, `part 5000120, 1, "" by ""`, `part 7000121, 1, "CS-RUN-1-22" by "WO-SUB-RUN-1-23"`,
		`part 7000124, 1, "CS-RUN-1-25" by "WO-SUB-RUN-1-26"`, `part 6000127, 1, "" by ""`, `part 6000128, 0.5, "" by ""`,
		`step TEST at "WC-1", 20, ""`, `step ASSY at "WC-1", 50, ""`, `step ASSY at "WC-1", 0, ""`, `step ASSY at "", 10, ""`,
		`step ASSY at "WC-1", 20, ""`, `step TEST at "WC-1", 10, ""`, `step ASSY at "WC-1", 10, "ERP-ROUTE-RUN-1-29"`,
		"serial SN-RUN-1-30", "serial " + lower.Make("SN-RUN-1-31"), "zeros true", "zeros true",
	}
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Fatalf("line %d of %d: got\n%s\nwant\n%s", i, len(want), got[min(i, len(got)-1)], want[min(i, len(want)-1)])
		}
	}
}

// Siblings share order, sku and session; a twin of a part shares its sku, and only what has a serial gets another.
func TestSiblings_ShareWhatTheyMay(t *testing.T) {
	posted(t, check.Options{}, nil, func(c *check.T) {
		u := c.Unit()
		u.Add()
		s := u.Sibling()
		if s.WorkOrder != u.WorkOrder || s.SKU != u.SKU || s.SessionID != u.SessionID || s.StockID == u.StockID || s.Serial == u.Serial || s.Serial == "" || s.ID != "" || s.There {
			t.Errorf("the sibling of %+v is %+v", u, s)
		}
		if batch := c.UnitOf(master.OrderWant{Of: master.Bulk}); batch.Serial != "" || batch.Sibling().Serial != "" {
			t.Error("a batch has a serial")
		}
		part, bulk := u.ItemOf(master.PartWant{}), u.ItemOf(master.PartWant{Of: master.Bulk})
		if twin := part.Twin(s, ""); twin.SKU != part.SKU || twin.Serial == "" || twin.Serial == part.Serial {
			t.Errorf("the twin of %+v is %+v", part, twin)
		}
		if twin := bulk.Twin(s, "3"); twin.SKU != bulk.SKU || twin.Serial != "" || twin.Quantity != "3" {
			t.Errorf("the twin of %+v is %+v", bulk, twin)
		}
	})
}

// A device is added before its items, once, and only if the ERP offers that.
func TestPrepare_AddsTheDeviceOnceWhereItIsOffered(t *testing.T) {
	for _, c := range []struct {
		skip  []schemas.Kind
		want  master.OrderWant
		posts int
	}{{nil, master.OrderWant{}, 2}, {[]schemas.Kind{schemas.Device}, master.OrderWant{}, 0}, {nil, master.OrderWant{Of: master.Bulk}, 0}} {
		_, posts := posted(t, check.Options{}, func(to *target.Target) { to.Skip = c.skip }, func(t *check.T) { t.UnitOf(c.want).Prepare().Prepare() })
		if len(posts) != c.posts {
			t.Errorf("%+v: %d posts", c, len(posts))
		}
	}
}

// Steps that the routing wants before the reported one are reported by Prepare, once.
func TestPrepare_ReportsTheStepsBefore(t *testing.T) {
	erp, err := brokenerps.Find("strict", brokenerps.Tempo{})
	if err != nil {
		t.Fatal(err)
	}
	opts := check.Options{InFlight: 1, Master: masterOf(t, erp.Master)}
	result := run(t, erp.Handler(), opts, nil, one("reports", func(c *check.T) {
		u := c.UnitOf(master.OrderWant{Operation: &master.OperationWant{External: master.Given}})
		first := u.ReportOf(master.OperationWant{External: master.Given})
		u.Prepare().Prepare()
		c.Accepts(first.Give())
		c.Accepts(u.Report().Give())
	}))[0]
	var acts []string
	for _, x := range result.Exchanges {
		acts = append(acts, x.Act.String()+" "+schemas.Text(bodyOf(x), "actCode"))
	}
	want := []string{"device add ", "operation add CUT", "operation add ASSY", "operation add TEST", "operation remove TEST", "operation remove ASSY", "operation remove CUT", "device remove "}
	if result.Outcome != check.Pass || !slices.Equal(acts, want) {
		t.Errorf("%s: %s, posted %q", result.Outcome, result.Reason, acts)
	}
}

func bodyOf(x check.Exchange) map[string]any {
	object, _ := schemas.Parse(x.Result.Transcript.RequestBody)
	return object
}

// The verbs of the reference sender go through the check: its posts are recorded, what it did not post counts as
// accepted, and what it does not take is the kit's own error.
func TestMES_PostsThroughTheCheck(t *testing.T) {
	play := func(c *check.T, verb func(mes *sender.MES, stock string)) {
		mes := c.MES()
		order, err := mes.AddWorkOrder(sender.WorkOrder{Number: "WO", SKU: "S", Source: check.Source, SerialManaged: true})
		if err != nil {
			c.KitError("%v", err)
		}
		session, _ := mes.StartSession(order.Number)
		stock, _ := mes.NewStock(session.ID)
		verb(mes, stock.ID)
	}
	result, posts := posted(t, check.Options{}, nil, func(c *check.T) {
		play(c, func(mes *sender.MES, stock string) {
			if a := c.Done(mes.SetSerial(c.Context(), stock, "SN")); !a.Accepted() || a.Number != 1 || a.ID() != "ID-1" || a.What != "device add" {
				t.Errorf("got %+v", a)
			}
		})
	})
	if result.Outcome != check.Pass || len(posts) != 2 {
		t.Errorf("%s: %s, %d posts", result.Outcome, result.Reason, len(posts))
	}
	off := func(to *target.Target) { to.Skip = []schemas.Kind{schemas.Device} }
	if _, posts = posted(t, check.Options{}, off, func(c *check.T) {
		play(c, func(mes *sender.MES, stock string) {
			if a := c.Done(mes.SetSerial(c.Context(), stock, "SN")); !a.Accepted() || a.What == "" {
				t.Errorf("an act that is off: %+v", a)
			}
		})
	}); len(posts) > 0 {
		t.Errorf("an integration that is off got %d posts", len(posts))
	}
	result, _ = posted(t, check.Options{}, nil, func(c *check.T) {
		play(c, func(mes *sender.MES, _ string) { c.Done(mes.SetSerial(c.Context(), "no stock", "SN")) })
	})
	if result.Outcome != check.Error || !strings.Contains(result.Reason, "did not take the act") {
		t.Errorf("%s: %s", result.Outcome, result.Reason)
	}
}
