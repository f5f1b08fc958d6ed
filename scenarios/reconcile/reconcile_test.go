package reconcile_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/scenarios/reconcile"
	"github.com/erpkit/erpkit/schemas"
)

// shop makes exchanges as a mock records them.
type shop struct {
	told *reconcile.Told
	t    *testing.T
	n    uint64
}

func newShop(t *testing.T) *shop { return &shop{told: reconcile.NewTold(""), t: t} }

func (s *shop) post(kind schemas.Kind, kindOfAct, members, answer string, change ...func(*traffic.Exchange)) {
	s.t.Helper()
	s.n++
	x := &traffic.Exchange{ID: s.n, Run: "default", Kind: kind, Type: kindOfAct, Booked: true,
		Request: traffic.Request{Body: fmt.Appendf(nil, `{"type": %q, "workorderNumber": "MO-1", %s}`, kindOfAct, members)},
		Answer:  traffic.Answer{Status: 200, Body: []byte(answer)},
	}
	for _, c := range change {
		c(x)
	}
	if err := s.told.See(x); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) device(kindOfAct, serial, more, answer string, change ...func(*traffic.Exchange)) {
	s.t.Helper()
	s.post(schemas.Device, kindOfAct, fmt.Sprintf(`"sku": "GUITAR", "serial": %q, "stockId": "stock-of-%s"%s`, serial, serial, more), answer, change...)
}

func id(text string) string { return fmt.Sprintf(`{"externalId": %q}`, text) }

// erp writes files as an ERP exports them, and compares.
func (s *shop) compare(files ...string) *reconcile.Result {
	s.t.Helper()
	var names []string
	for i, text := range files {
		name := filepath.Join(s.t.TempDir(), fmt.Sprintf("erp%d.csv", i))
		if strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
			name = strings.TrimSuffix(name, "csv") + "json"
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			s.t.Fatal(err)
		}
		names = append(names, name)
	}
	records, err := reconcile.ReadERP(names, reconcile.Columns{})
	if err != nil {
		s.t.Fatal(err)
	}
	return s.told.Compare(records)
}

// whats are the differences in short: what, serial or sku, and the exchange.
func whats(r *reconcile.Result) []string {
	var list []string
	for _, d := range r.Differences {
		what := d.What + " " + d.Thing.Serial
		if d.Thing.Serial == "" {
			what = d.What + " " + d.Thing.SKU
		}
		if d.Exchange == nil {
			what += " without an exchange"
		} else {
			what += fmt.Sprint(" #", d.Exchange.ID)
		}
		list = append(list, what)
	}
	return list
}

func TestCompare_Devices(t *testing.T) {
	s := newShop(t)
	s.device("add", "SN-1", "", id("d1"))                  // right
	s.device("add", "SN-2", "", id("d2"))                  // missing
	s.device("add", "SN-3", "", id("d3"))                  // twice in the ERP
	s.device("add", "SN-4", "", id("d4"))                  // removed, and still there
	s.device("remove", "SN-4", `, "externalId": "d4"`, "") //
	s.device("add", "SN-5", "", id("d5"))                  // removed and gone
	s.device("remove", "SN-5", `, "externalId": "d5"`, "") //
	s.device("add", "SN-6", "", id("d6"))                  // changed, and the ERP kept the old one
	s.post(schemas.Device, "update", `"sku": "GUITAR", "serial": "SN-60", "oldSerial": "SN-6", "externalId": "d6", "stockId": "stock-of-SN-6"`, id("d6"))
	s.device("add", "SN-7", "", "") // no id was given
	s.device("add", "SN-8", "", `{"message": "No."}`, func(x *traffic.Exchange) { x.Answer.Status = 409 })
	s.device("add", "SN-9", "", id("d9"), func(x *traffic.Exchange) { x.Answer.Lost = true })
	got := s.compare("id;serial no;part;order\nd1;SN-1;GUITAR;MO-1\nd3;SN-3;GUITAR;MO-1\nd33;SN-3;GUITAR;MO-1\nd4;SN-4;GUITAR;MO-1\n" +
		"d6;SN-6;GUITAR;MO-1\nd7;SN-7;GUITAR;MO-1\nd9;SN-9;GUITAR;MO-1\nx1;OTHER;GUITAR;MO-9\n")
	if want := []string{"missing SN-2 #2", "double SN-3 #3", "still there SN-4 #5", "wrong serial SN-60 #9"}; !slices.Equal(whats(got), want) {
		t.Errorf("got  %v\nwant %v", whats(got), want)
	}
	if got.Same != 2 || got.Gone != 1 || got.Strange != 2 || s.told.Accepted != 10 || s.told.Unheard != 1 {
		t.Errorf("got %+v, %+v", got, s.told)
	}
	if d := got.Differences[3]; d.Told != "SN-60" || d.Has != "SN-6" || len(d.Records) != 1 || d.Records[0].Line != 6 {
		t.Errorf("got %+v", d)
	}
}

func (s *shop) item(kindOfAct, parent, sku, serial, quantity, ids, answer string) {
	s.t.Helper()
	own := ""
	if serial != "" {
		own = fmt.Sprintf(`"serial": %q, `, serial)
	}
	s.post(schemas.ItemAttach, kindOfAct, fmt.Sprintf(`"sku": "GUITAR", "serial": %q, "stockId": "stock-of-%s", "item": {"sku": %q, %s"quantity": %s%s}`, parent, parent, sku, own, quantity, ids), answer)
}

func TestCompare_Items(t *testing.T) {
	s := newShop(t)
	s.device("add", "SN-1", "", id("d1"))
	s.device("add", "SN-2", "", id("d2"))
	s.item("add", "SN-1", "STRING", "", "0.5", "", id("i1"))
	s.item("add", "SN-1", "PICKUP", "000875", "1", "", id("i2"))
	s.item("add", "SN-2", "PICKUP", "000876", "1", "", id("i3"))
	s.item("add", "SN-2", "SCREW", "", "4", "", "")
	s.item("add", "SN-2", "SCREW", "", "4", "", "") // a second time is the same one for an honest ERP
	s.item("add", "SN-2", "CABLE", "", "2", "", id("i5"))
	s.item("remove", "SN-2", "CABLE", "", "2", `, "externalId": "i5"`, "")
	got := s.compare(`{"value": [
		{"record_id": "i1", "parent": "SN-1", "sku": "STRING", "quantity": 0.50, "odata.etag": {"x": 1}},
		{"record_id": "i2", "parent": "d2", "sku": "PICKUP", "serial": "000875", "quantity": 1},
		{"record_id": "i3", "parent": "d2", "sku": "PICKUP", "serial": "000876", "quantity": "1.25"},
		{"record_id": 44, "parent": "SN-2", "sku": "SCREW", "quantity": 4},
		{"record_id": 45, "parent": "SN-2", "sku": "SCREW", "quantity": 4},
		{"record_id": "i5", "parent": "SN-2", "sku": "CABLE", "quantity": 2}
	]}`)
	if want := []string{"wrong parent 000875 #4", "wrong quantity 000876 #5", "double SCREW #7", "still there CABLE #9"}; !slices.Equal(whats(got), want) {
		t.Errorf("got  %v\nwant %v", whats(got), want)
	}
	if got.Same != 1 || !slices.Equal(got.Kinds, []schemas.Kind{schemas.ItemAttach}) {
		t.Errorf("got %+v", got)
	}
}

func TestCompare_Reports(t *testing.T) {
	s := newShop(t)
	s.device("add", "SN-1", "", id("d1"))
	report := func(kindOfAct, code, position, good, ids, answer string) {
		s.post(schemas.Operation, kindOfAct, fmt.Sprintf(`"sku": "GUITAR", "serial": "SN-1", "stockId": "stock-of-SN-1", "sessionId": "s", "actCode": %q, "workCenterCode": "WC", "position": %s, "validQty": %s, "invalidQty": 0%s`, code, position, good, ids), answer)
	}
	report("add", "CUT", "10", "1", "", id("o1"))
	report("add", "ASSY", "20", "1", "", id("o2"))
	report("add", "TEST", "30", "1", "", "")
	report("add", "PACK", "40", "1", "", id("o4"))
	report("remove", "PACK", "40", "1", `, "externalId": "o4"`, "")
	got := s.compare("id,serial,operation,pos,good,scrap\no1,SN-1,CUT,10,1,0\no2,SN-1,ASSY,20,2,0\n93,SN-1,TEST,30,1.0,0\n94,SN-1,TEST,30,1,0\no4,SN-1,PACK,40,1,0\n")
	if want := []string{"wrong validQty SN-1 #3", "double SN-1 #4", "still there SN-1 #6"}; !slices.Equal(whats(got), want) {
		t.Errorf("got  %v\nwant %v", whats(got), want)
	}
	var out bytes.Buffer
	if err := got.Text(&out, s.told); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"WRONG VALIDQTY  operation, serial SN-1", "the MES was told 1, the ERP has 2", "erp0.csv:3", "exchange    #3", "1 as they should be, 0 removed and gone, 3 that differ (1 wrong validQty, 1 double, 1 still there)", "Compared: operation."} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("there is no %q in %s", want, out.String())
		}
	}
}

// A serial that was removed and set again is in the ERP once, under its new id: the record of the old id is still there.
func TestCompare_TheOldRecordOfASerialThatCameBack(t *testing.T) {
	s := newShop(t)
	s.device("add", "SN-1", "", id("d1"))
	s.device("remove", "SN-1", `, "externalId": "d1"`, "")
	s.device("add", "SN-1", "", id("d2"))
	if got := s.compare("id,serial\nd1,SN-1\n"); !slices.Equal(whats(got), []string{"still there SN-1 #2", "missing SN-1 #3"}) {
		t.Errorf("got %v", whats(got))
	}
	if got := s.compare("id,serial\nd2,SN-1\n"); len(got.Differences) != 0 || got.Same != 1 || got.Gone != 1 {
		t.Errorf("got %v", whats(got))
	}
	if got := s.compare("id,serial\nd7,SN-1\n"); !slices.Equal(whats(got), []string{"wrong externalId SN-1 #3"}) {
		t.Errorf("got %v", whats(got))
	}
}

func TestSee_RunsAreERPsOfTheirOwn(t *testing.T) {
	s := newShop(t)
	s.device("add", "SN-1", "", "")
	x := &traffic.Exchange{Run: "line-4", Kind: schemas.Device, Type: "add", Request: traffic.Request{Body: []byte("{}")}, Answer: traffic.Answer{Status: 200}}
	if err := s.told.See(x); err == nil || !strings.Contains(err.Error(), "--run") || !strings.Contains(err.Error(), "line-4") {
		t.Errorf("got %v", err)
	}
}

func TestReadERP_SaysWhatIsWrong(t *testing.T) {
	folder := t.TempDir()
	for name, test := range map[string]struct{ file, text, want string }{
		"no column of ours":  {"a.csv", "colour\nred\n", "nothing tells what the records are"},
		"no number":          {"b.csv", "serial,qty\nSN-1,many\n", "b.csv:2"},
		"no such kind":       {"c.csv", "kind,serial\ngadget,SN-1\n", "gadget"},
		"no list":            {"d.json", `{"a": 1}`, "0 lists of objects"},
		"two lists":          {"e.json", `{"a": [{}], "b": [{}]}`, "2 lists of objects"},
		"no JSON":            {"f.json", "<html>", "no JSON list"},
		"two members for it": {"g.json", `[{"lot": "a", "serial": "b"}]`, "two members mean serial"},
		"UTF-16":             {"h.csv", "\xff\xfes\x00", "UTF-16"},
	} {
		path := filepath.Join(folder, test.file)
		if err := os.WriteFile(path, []byte(test.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := reconcile.ReadERP([]string{path}, reconcile.Columns{}); err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), test.file) {
			t.Errorf("%s: got %v, want %s", name, err, test.want)
		}
	}
	_, err := reconcile.ReadERP([]string{filepath.Join(folder, "none.csv")}, reconcile.Columns{})
	if err == nil {
		t.Error("a file that is not there was read")
	}
	mapped := reconcile.Columns{Named: map[string]string{"Colour": "serial"}}
	path := filepath.Join(folder, "i.csv")
	if err := os.WriteFile(path, []byte("serial;farbe\nSN-1;red\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := reconcile.ReadERP([]string{path}, mapped); err == nil || !strings.Contains(err.Error(), "no file has the column Colour") {
		t.Errorf("got %v", err)
	}
}

// A column that --map names is in one of the files; the others have their usual names.
func TestReadERP_AColumnIsNamedInOneFile(t *testing.T) {
	s := newShop(t)
	s.device("add", "SN-1", "", id("d1"))
	s.item("add", "SN-1", "STRING", "", "0.5", "", id("i1"))
	folder := t.TempDir()
	devices, items := filepath.Join(folder, "devices.csv"), filepath.Join(folder, "items.json")
	for path, text := range map[string]string{devices: "id,serial,lot number\nd1,not this,SN-1\n", items: `[{"id": "i1", "used": 0.5, "sku": "STRING", "parent": "SN-1"}]`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	records, err := reconcile.ReadERP([]string{devices, items}, reconcile.Columns{Named: map[string]string{"lot number": "serial", "used": "quantity"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.told.Compare(records); got.Same != 2 || len(got.Differences) != 0 {
		t.Errorf("got %+v", got)
	}
}
