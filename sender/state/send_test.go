package state_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/state"
)

// paper is an ERP on paper: it answers always the same and keeps the last payload.
type paper struct {
	answer sender.Result
	last   map[string]any
	posts  int
}

func fine(id string) *paper {
	return &paper{answer: sender.Result{Accepted: true, Status: 200, ExternalID: id}}
}

func (p *paper) Post(_ context.Context, _ string, payload any) sender.Result {
	raw, err := json.Marshal(payload)
	if err != nil {
		return sender.Result{Trouble: sender.BadPayload}
	}
	p.last, p.posts = nil, p.posts+1
	_ = json.Unmarshal(raw, &p.last)
	return p.answer
}

func sendTo(t *testing.T, f *state.File, p sender.Poster, url string, i state.Intent) state.Sent {
	t.Helper()
	sent, err := f.Send(t.Context(), p, url, i)
	if err != nil {
		t.Fatalf("%s %s: %v", i.Kind, i.Type, err)
	}
	return sent
}

// again closes the file and opens it anew, as the next call of erpkit send does.
func again(t *testing.T, f *state.File) *state.File {
	t.Helper()
	closeIt(t, f)
	return open(t, f.Path())
}

// TestAddTodayRemoveTomorrow: every kind and type against the honest mock, each in a call of its
// own: no finding, and everything removed in the end.
func TestAddTodayRemoveTomorrow(t *testing.T) {
	erp := mockerptest.Start(t)
	client, err := sender.NewClient(sender.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	f := open(t, filepath.Join(t.TempDir(), "state.json"))
	intents := []state.Intent{
		{Kind: schemas.Device, Type: "add", Serial: "SN-7", WorkOrder: "NXT-915", SKU: "0007", WorkOrderExternalID: "ERP-WO"},
		{Kind: schemas.Device, Type: "add", Serial: "SN-8"},
		{Kind: schemas.ItemAttach, Type: "add", Serial: "SN-7", ItemSKU: "0002", ItemSerial: "000875"},
		{Kind: schemas.ItemAttach, Type: "add", Serial: "SN-7", ItemSKU: "0005", ItemQuantity: "0.25", ItemWorkOrder: "SUB-1"},
		{Kind: schemas.ItemAttach, Type: "add", SKU: "BATCH", ItemSKU: "0005"},
		{Kind: schemas.Operation, Type: "add", Serial: "SN-7", ActCode: "ASSY", WorkCenterCode: "WC", Position: new(0), Valid: "1", Invalid: "0.5", OperationExternalID: "STEP"},
		{Kind: schemas.Operation, Type: "add", SKU: "BATCH"},
		{Kind: schemas.Device, Type: "update", OldSerial: "SN-7", Serial: "SN-9"},
		{Kind: schemas.Operation, Type: "remove", ActCode: "ASSY"},
		{Kind: schemas.Operation, Type: "remove", SKU: "BATCH"},
		{Kind: schemas.ItemAttach, Type: "remove", ItemSKU: "0002"},
		{Kind: schemas.ItemAttach, Type: "remove", Serial: "SN-9", ItemQuantity: "0.25"},
		{Kind: schemas.ItemAttach, Type: "remove", WorkOrder: "WO-BATCH"},
		{Kind: schemas.Device, Type: "remove", Serial: "SN-9"},
		{Kind: schemas.Device, Type: "remove", Serial: "SN-8"},
	}
	for n, i := range intents {
		url, err := sender.Join(erp.URL(), i.Kind)
		if err != nil {
			t.Fatal(err)
		}
		if sent := sendTo(t, f, client, url, i); !sent.Outcome.Done || sent.Target != erp.URL() {
			t.Fatalf("intent %d: %s at %s", n, sent.Outcome, sent.Target)
		}
		f = again(t, f)
	}
	closeIt(t, f)
	for _, x := range erp.Exchanges(t, journal.Filter{}) {
		if len(x.Findings) != 0 {
			t.Errorf("%s: %+v", x.Request.Body, x.Findings)
		}
	}
}

// TestIdsComeBack: what was stored is what is sent: ids of the MES and of the ERP.
func TestIdsComeBack(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "state.json"))
	erp := fine("ERP-1")
	sendTo(t, f, erp, "http://erp/device", state.Intent{Kind: schemas.Device, Type: "add", Serial: "SN-7", WorkOrder: "W", SKU: "S"})
	added := erp.last
	f = again(t, f)
	sendTo(t, f, erp, "http://erp/device", state.Intent{Kind: schemas.Device, Type: "remove", Serial: "SN-7"})
	for _, name := range []string{"stockId", "sessionId", "workorderId", "workorderNumber", "sku", "serial"} {
		if added[name] == nil || added[name] != erp.last[name] {
			t.Errorf("%s was %v and is %v", name, added[name], erp.last[name])
		}
	}
	if erp.last["externalId"] != "ERP-1" {
		t.Errorf("externalId is %v", erp.last["externalId"])
	}
	closeIt(t, f)
}

// TestRefusedChangesNothing: T7: and the next try is the same stock again (E7).
func TestRefusedChangesNothing(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "state.json"))
	no := &paper{answer: sender.Result{Status: 422}}
	add := state.Intent{Kind: schemas.Device, Type: "add", Serial: "SN-7"}
	sendTo(t, f, no, "http://erp/device", add)
	first := no.last["stockId"]
	f = again(t, f)
	if _, err := f.Send(t.Context(), no, "http://erp/device", state.Intent{Kind: schemas.Device, Type: "remove", Serial: "SN-7"}); err == nil {
		t.Error("a device that was refused is known")
	}
	yes := fine("ERP-1")
	sendTo(t, f, yes, "http://erp/device", state.Intent{Kind: schemas.Device, Type: "add", Serial: "SN-8"})
	if yes.last["stockId"] == first {
		t.Error("another serial got the stock of the first try")
	}
	sent := sendTo(t, f, yes, "http://erp/device", add)
	if yes.last["stockId"] != first || !strings.Contains(strings.Join(sent.Notes, " "), "tried before") {
		t.Errorf("stock %v, before %v, notes %v", yes.last["stockId"], first, sent.Notes)
	}
	sendTo(t, f, no, "http://erp/device", state.Intent{Kind: schemas.Device, Type: "remove", Serial: "SN-7"})
	f = again(t, f)
	sendTo(t, f, yes, "http://erp/device", state.Intent{Kind: schemas.Device, Type: "remove", Serial: "SN-7"})
	sendTo(t, f, yes, "http://erp/device", add)
	if yes.last["stockId"] == first {
		t.Error("a device that was removed and added anew is another stock")
	}
	closeIt(t, f)
}

// TestTakenAgain: an ERP that takes the same serial again was started afresh, as a mock is: what comes
// next is meant for the new device.
func TestTakenAgain(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "state.json"))
	add := state.Intent{Kind: schemas.Device, Type: "add", Serial: "SN-7"}
	sendTo(t, f, fine("OLD"), "http://erp", add)
	sendTo(t, f, fine("I-1"), "http://erp", state.Intent{Kind: schemas.ItemAttach, Type: "add", Serial: "SN-7", ItemSKU: "X"})
	other := add
	other.WorkOrder, other.SKU = "W2", "B"
	sendTo(t, f, fine("OTHER"), "http://erp", other)
	sent := sendTo(t, f, fine("NEW"), "http://erp", add)
	if !strings.Contains(strings.Join(sent.Notes, " "), "this one took its place") {
		t.Errorf("the notes are %q", sent.Notes)
	}
	erp := fine("")
	sendTo(t, f, erp, "http://erp", state.Intent{Kind: schemas.Device, Type: "remove", Serial: "SN-7", WorkOrder: "WO-PART-1"})
	if erp.last["externalId"] != "NEW" {
		t.Errorf("removed was %v", erp.last)
	}
	sendTo(t, f, erp, "http://erp", state.Intent{Kind: schemas.Device, Type: "remove", Serial: "SN-7"})
	if erp.last["externalId"] != "OTHER" {
		t.Errorf("of the other work order, removed was %v", erp.last)
	}
	closeIt(t, f)
}

// TestPlanPostsAndStoresNothing: neither a plan for something known nor one for something new.
func TestPlanPostsAndStoresNothing(t *testing.T) {
	path, before := stored(t)
	f := open(t, path)
	sent, err := f.Plan(t.Context(), "http://erp/device", state.Intent{Kind: schemas.Device, Type: "remove", Serial: "SN-7"})
	payload, ok := sent.Outcome.Payload.(schemas.DevicePayload)
	if err != nil || !ok || payload.Serial != "SN-7" || *payload.ExternalID != "ERP-1" || sent.Outcome.Done {
		t.Errorf("got %+v, %v", sent, err)
	}
	if _, err := f.Plan(t.Context(), "http://erp/device", state.Intent{Kind: schemas.Device, Type: "add", Serial: "SN-8"}); err != nil {
		t.Error(err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != before {
		t.Errorf("%v, the file is now %s", err, after)
	}
	erp := fine("")
	sendTo(t, f, erp, "http://erp/device", state.Intent{Kind: schemas.Device, Type: "add", Serial: "SN-8"})
	closeIt(t, f)
	if erp.posts != 1 {
		t.Errorf("%d posts, wanted 1", erp.posts)
	}
}

// TestNoSecretIsStored: the state is named by the ERP, not by the password to it.
func TestNoSecretIsStored(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "state.json"))
	sendTo(t, f, fine(""), "http://me:hidden@erp/device?token=hidden&line=hidden&x=hidden", state.Intent{Kind: schemas.Device, Type: "add", Serial: "SN-7"})
	closeIt(t, f)
	if text, err := os.ReadFile(f.Path()); err != nil || strings.Contains(string(text), "hidden") {
		t.Errorf("%v, the file is %s", err, text)
	}
}

// TestUnclear: what is not known, or could be several things, is said, and nothing is posted.
func TestUnclear(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "state.json"))
	erp := fine("")
	device := func(order, sku, serial string) {
		sendTo(t, f, erp, "http://erp", state.Intent{Kind: schemas.Device, Type: "add", WorkOrder: order, SKU: sku, Serial: serial})
	}
	device("W1", "A", "SN-1")
	device("W2", "B", "SN-1")
	device("W1", "A", "SN-2")
	for _, serial := range []string{"SN-2", "SN-2"} {
		sendTo(t, f, erp, "http://erp", state.Intent{Kind: schemas.ItemAttach, Type: "add", Serial: serial, ItemSKU: "X"})
	}
	sendTo(t, f, erp, "http://erp", state.Intent{Kind: schemas.ItemAttach, Type: "add", Serial: "SN-1", WorkOrder: "W2", ItemSKU: "X"})
	sendTo(t, f, erp, "http://erp", state.Intent{Kind: schemas.Operation, Type: "add", WorkOrder: "W3", SKU: "C"})
	posts := erp.posts
	for words, i := range map[string]state.Intent{
		"needs the serial":                  {Kind: schemas.Device, Type: "add"},
		"not a type of a post of the kind":  {Kind: schemas.ItemAttach, Type: "update"},
		"known: SN-1, SN-1, SN-2":           {Kind: schemas.Device, Type: "remove", Serial: "SN-3"},
		"on the work orders W1, W2":         {Kind: schemas.Device, Type: "remove", Serial: "SN-1"},
		"say which one is meant":            {Kind: schemas.Device, Type: "update", Serial: "SN-9"},
		"builds the sku A and not B":        {Kind: schemas.Device, Type: "add", WorkOrder: "W1", SKU: "B", Serial: "SN-5"},
		"builds a part with serials":        {Kind: schemas.Operation, Type: "add", WorkOrder: "W1"},
		"builds a part without serials":     {Kind: schemas.Device, Type: "add", WorkOrder: "W3", Serial: "SN-5"},
		"no such attached item":             {Kind: schemas.ItemAttach, Type: "remove", ItemSKU: "Y"},
		"on several devices":                {Kind: schemas.ItemAttach, Type: "remove", ItemSKU: "X"},
		"no such report":                    {Kind: schemas.Operation, Type: "remove", ActCode: "Z"},
		"item's quantity is -1":             {Kind: schemas.ItemAttach, Type: "add", Serial: "SN-2", ItemSKU: "X", ItemQuantity: "-1"},
		"no device with the serial \"SN-\"": {Kind: schemas.ItemAttach, Type: "add", Serial: "SN-"},
	} {
		if _, err := f.Send(t.Context(), erp, "http://erp", i); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("wanted %q, got %v", words, err)
		}
	}
	if _, err := f.Send(t.Context(), erp, "erp", state.Intent{Kind: schemas.Device, Type: "add", Serial: "x"}); err == nil {
		t.Error("no error for what is not a URL")
	}
	if erp.posts != posts {
		t.Errorf("%d posts were made", erp.posts-posts)
	}
	sent := sendTo(t, f, erp, "http://erp", state.Intent{Kind: schemas.ItemAttach, Type: "remove", Serial: "SN-2"})
	if sent.Outcome.Item != "item-2" || !strings.Contains(strings.Join(sent.Notes, " "), "2 fit") {
		t.Errorf("got %+v", sent)
	}
	closeIt(t, f)
}
