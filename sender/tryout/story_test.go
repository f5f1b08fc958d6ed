package tryout_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master/mastertest"
	"github.com/erpkit/erpkit/sender/tryout"
)

const serialOnly = `
version: 1
workOrders: [{number: MO-1, externalId: "77", sku: GUITAR, quantity: 1}]
parts: [{sku: GUITAR, newSerials: "G-{n}"}, {sku: WIRE, step: 0.5, unit: kg}]
operations: [{actCode: CUT, workCenterCode: WC-1, position: 10}, {actCode: ASSY, workCenterCode: WC-2, position: 20, operationExternalId: "5020"}]
`

// TestValues: what is given wins over the master data and the samples, "" is none, and what is about a device names the one that was set.
func TestValues(t *testing.T) {
	all := tryout.Sample{
		WorkOrder: "NXT-1", WorkOrderExternalID: "9", SKU: "P", Serial: new("SN-1"), ItemSKU: "I", ItemQuantity: "0.25", ItemSerial: new("IS"), ItemWorkOrder: "NXT-2",
		ActCode: new("A"), WorkCenterCode: new("W"), Position: new(3), Valid: "2", Invalid: "1", OperationExternalID: "O",
	}
	for _, c := range []struct {
		name    string
		sample  tryout.Sample
		only    []schemas.Kind
		master  string
		members []string // of the posts in their order, each with blanks between
	}{
		{"all given", all, nil, "", []string{
			`"workorderNumber":"NXT-1" "workorderExternalId":"9" "sku":"P" "serial":"SN-1"`,
			`"serial":"SN-1" "sku":"I" "quantity":0.25 "serial":"IS" "workorderNumber":"NXT-2"`,
			`"serial":"SN-1" "actCode":"A" "workCenterCode":"W" "position":3 "validQty":2 "invalidQty":1 "operationExternalId":"O"`,
		}},
		{"all given, over the master data", all, nil, serialOnly, []string{`"workorderNumber":"NXT-1" "sku":"P"`, `"sku":"I" "quantity":0.25`, `"actCode":"A"`}},
		{"from the master data", tryout.Sample{}, nil, serialOnly, []string{`"workorderNumber":"MO-1" "serial":"G-`, `"sku":"WIRE" "quantity":1 !item.serial`, `"actCode":"CUT" "position":10`}},
		{"a step of the master data", tryout.Sample{ActCode: new("ASSY"), Valid: "0"}, nil, serialOnly,
			[]string{`"workorderExternalId":"77"`, `"WIRE"`, `"actCode":"ASSY" "workCenterCode":"WC-2" "position":20 "validQty":0 "operationExternalId":"5020"`}},
		{"a batch", tryout.Sample{Serial: new(""), ItemSerial: new(""), WorkCenterCode: new("")}, nil, "", []string{`"ERPKIT-TEST-BATCH" "ERPKIT-TEST-MATERIAL" !serial !item.serial`, `"workCenterCode":"" !serial`}},
		{"a report on a known device", tryout.Sample{Serial: new("SN-1")}, []schemas.Kind{schemas.Operation}, serialOnly, []string{`"MO-1" "serial":"SN-1"`}},
	} {
		erp := mockerptest.Start(t)
		o := tryout.Options{Settings: below(t, erp.URL()), Client: client(t), Sample: c.sample, Only: c.only}
		if c.master != "" {
			o.Master = mastertest.Read(t, c.master)
		}
		r := tryout.Run(t.Context(), o)
		posts := erp.Exchanges(t, journal.Filter{})
		if !r.OK || len(r.Leftovers) != 0 || len(posts) != 2*len(c.members) {
			t.Fatalf("%s: %d posts\n%v", c.name, len(posts), r.Steps)
		}
		for i, members := range c.members {
			for _, member := range strings.Fields(members) {
				if !hasMember(t, posts[i].Request.Body, member) {
					t.Errorf("%s: post %d has no %s: %s", c.name, i+1, member, posts[i].Request.Body)
				}
			}
			if len(posts[i].Findings) > 0 {
				t.Errorf("%s: %+v", c.name, posts[i].Findings)
			}
		}
	}
}

// hasMember looks for a text in a body; !name is a member that must not be there.
func hasMember(t *testing.T, body []byte, member string) bool {
	name, absent := strings.CutPrefix(member, "!")
	if !absent {
		return strings.Contains(string(body), member)
	}
	var object map[string]any
	if err := json.Unmarshal(body, &object); err != nil {
		t.Fatal(err)
	}
	if below, inItem := strings.CutPrefix(name, "item."); inItem {
		object, name = object["item"].(map[string]any), below
	}
	_, there := object[name]
	return !there
}

// TestKnownDevice: an item that is tried alone may be of a device that the ERP has, with its id (I3).
func TestKnownDevice(t *testing.T) {
	var bodies []string
	note := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }
	url := erpThat(t, func(body string) { bodies = append(bodies, body) }, note, note)
	r := tryout.Run(t.Context(), tryout.Options{Settings: below(t, url), Client: client(t), Only: []schemas.Kind{schemas.ItemAttach},
		Sample: tryout.Sample{Serial: new("SN-1"), DeviceExternalID: "D-1"}})
	for _, body := range bodies {
		if !strings.Contains(body, `"serial":"SN-1","externalId":"D-1"`) {
			t.Errorf("got %s", body)
		}
	}
	if !r.OK || len(bodies) != 2 {
		t.Errorf("%d posts\n%s", len(bodies), steps(r))
	}
}

// TestLacks: what cannot be posted rightly is not posted but named; the others are still tried.
func TestLacks(t *testing.T) {
	noSteps, _, _ := strings.Cut(serialOnly, "operations:")
	for _, c := range []struct {
		name, master string
		sample       tryout.Sample
		only         []schemas.Kind
		kind         schemas.Kind
		outcome      tryout.Outcome
		words        string
		posts        int
	}{
		{"no operation", noSteps, tryout.Sample{}, nil, schemas.Operation, tryout.Failed, "give no operation", 4},
		{"only devices", serialOnly, tryout.Sample{}, []schemas.Kind{schemas.ItemAttach, schemas.Operation}, schemas.Operation, tryout.Failed, "--serial", 0},
		{"unknown order", serialOnly, tryout.Sample{WorkOrder: "MO-2"}, nil, schemas.Device, tryout.Failed, "no work order MO-2", 0},
		{"a batch of a part with serials", serialOnly, tryout.Sample{Serial: new("")}, nil, schemas.Device, tryout.Failed, "has serials", 0},
		{"a device without serials", "", tryout.Sample{Serial: new("")}, nil, schemas.Device, tryout.Skipped, "has no serials", 4},
	} {
		erp := mockerptest.Start(t)
		o := tryout.Options{Settings: below(t, erp.URL()), Client: client(t), Sample: c.sample, Only: c.only}
		if c.master != "" {
			o.Master = mastertest.Read(t, c.master)
		}
		r := tryout.Run(t.Context(), o)
		if s := find(t, r, c.kind, "add"); s.Outcome != c.outcome || !strings.Contains(s.Words, c.words) {
			t.Errorf("%s: %s", c.name, s)
		}
		posts := erp.Exchanges(t, journal.Filter{})
		if len(posts) != c.posts || r.OK != (c.outcome == tryout.Skipped) {
			t.Errorf("%s: %d posts, wanted %d\n%s", c.name, len(posts), c.posts, steps(r))
		}
	}
}

// TestDeviceRefused: nothing is posted about a device that was not set.
func TestDeviceRefused(t *testing.T) {
	posts := 0
	url := erp(t, func(w http.ResponseWriter, r *http.Request) { posts++; say(409, `{"message":"no"}`)(w, r) }, say(200, ""))
	r := tryout.Run(t.Context(), tryout.Options{Settings: below(t, url), Client: client(t)})
	s := find(t, r, schemas.Operation, "add")
	if posts != 1 || r.OK || s.Outcome != tryout.Skipped || !strings.Contains(s.Cure, "--only operation") {
		t.Errorf("%d posts\n%s", posts, steps(r))
	}
}
