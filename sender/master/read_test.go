package master_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/sender/master"
	"github.com/erpkit/erpkit/sender/master/mastertest"
)

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const good = `version: 1
workOrders:
  - {number: MO-1, externalId: "77", sku: GUITAR, serialManaged: true, quantity: 3}
  - {number: MO-2, sku: CABLE, quantity: 12.5}
parts:
  - {sku: GUITAR, newSerials: "G-{n:6}"}
  - {sku: PICKUP, serials: [P-1, P-2], reuse: true, quantity: 2}
  - {sku: CABLE, step: 0.5, unit: m}
  - {sku: WIRE, quantity: 2, step: 0.001, unit: kg, forSkus: [GUITAR]}
operations:
  - {actCode: CUT, workCenterCode: WC-1, position: 10, forSkus: [CABLE]}
  - {actCode: ASSY, workCenterCode: WC-2, position: 20, operationExternalId: "5"}
variants:
  lowerCase: {serial: "g-{n:6}"}
`

func partOf(d *master.Data, sku string) (found master.Part) {
	for _, p := range d.Parts {
		if p.SKU == sku {
			found = p
		}
	}
	return found
}

func TestRead_File(t *testing.T) {
	d := mastertest.Read(t, good)
	guitar := partOf(d, "GUITAR")
	pickUp := partOf(d, "PICKUP")
	wire := partOf(d, "WIRE")
	if len(d.Orders) != 2 || d.Orders[0].ExternalID != "77" || d.Orders[1].Quantity != "12.5" || !guitar.SerialManaged || guitar.Step != "" {
		t.Errorf("orders %+v, guitar %+v", d.Orders, guitar)
	}
	if !pickUp.SerialManaged || !pickUp.Reuse || len(pickUp.Serials) != 2 || wire.SerialManaged || wire.Step != "0.001" || wire.ForSKUs[0] != "GUITAR" {
		t.Errorf("pick-up %+v, wire %+v", pickUp, wire)
	}
	if len(d.Operations) != 2 || d.Operations[1].ExternalID != "5" || d.Special["lowerCase"].Serial != "g-{n:6}" {
		t.Errorf("operations %+v, variants %+v", d.Operations, d.Special)
	}
}

// Everything that is wrong is told at once, each with its place and cure.
func TestRead_Problems(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"unknown key":          {strings.Replace(good, "reuse:", "reuze:", 1), `7:40: "reuze" is not known here: did you mean "reuse"?`},
		"wrong type":           {strings.Replace(good, "quantity: 3}", "quantity: three}", 1), `3:82: "quantity" must be a number`},
		"no version":           {strings.Replace(good, "version: 1\n", "", 1), `"version" is missing`},
		"no such part":         {strings.Replace(good, "{sku: CABLE, step: 0.5, unit: m}", "{sku: ROPE}", 1), `4:25: work order MO-2 builds CABLE, which is not in parts: add it there`},
		"two things":           {strings.Replace(good, "serialManaged: true", "serialManaged: false", 1), `3:66: work order MO-1 says that GUITAR is not serial-managed, and parts say that it is serial-managed`},
		"serials without":      {strings.Replace(good, "{sku: PICKUP,", "{sku: PICKUP, serialManaged: false,", 1), `7:34: part PICKUP is not serial-managed and has serials: take one away`},
		"no serials":           {strings.Replace(good, "{sku: CABLE,", "{sku: CABLE, serialManaged: true,", 1), `part CABLE is serial-managed and has no serials: give serials, or newSerials`},
		"a serial twice":       {strings.Replace(good, "[P-1, P-2]", "[P-1, P-1]", 1), `7:28: part PICKUP has the serial P-1 twice`},
		"a part twice":         {strings.Replace(good, "{sku: WIRE,", "{sku: PICKUP,", 1), `9:11: part PICKUP is here twice`},
		"an order twice":       {strings.Replace(good, "number: MO-2", "number: MO-1", 1), `4:14: work order MO-1 is here twice`},
		"an operation twice":   {strings.Replace(good, "variants:", "  - {actCode: ASSY, workCenterCode: WC-2, position: 20}\nvariants:", 1), `operation ASSY at position 20 is here twice`},
		"step":                 {strings.Replace(good, "step: 0.001", "step: 0.3", 1), `9:36: the step 0.3 of part WIRE does not divide its quantity 2`},
		"step of the order":    {strings.Replace(good, "step: 0.5", "step: 1", 1), `the quantity 12.5 of work order MO-2 is not a multiple of the step 1`},
		"a name that is not":   {strings.Replace(good, "forSkus: [GUITAR]", "forSkus: [GITAR]", 1), `9:62: GITAR is not in parts`},
		"too few serials":      {strings.Replace(good, "quantity: 2}", "quantity: 5}", 1), `part PICKUP has 5 on stock and 2 serials`},
		"pattern":              {strings.Replace(good, "G-{n:6}", "G-{m}", 1), `{m} is not known in a pattern: use {n}, {n:6}, {uuid}`},
		"pattern, always same": {strings.Replace(good, "G-{n:6}", "G-{run}", 1), `every serial would be the same`},
		"variant, not there":   {good + "  hebrew: {part: מיתר}\n", `מיתר is not in parts: a variant names what is there`},
		"variant, is none":     {good + "  hebrew: {part: WIRE}\n", `hebrew is for text in Hebrew, and "WIRE" is none`},
		"variant, unknown":     {good + "  klingon: {part: WIRE}\n", `"klingon" is not known here`},
		"position":             {strings.Replace(good, "position: 20", "position: 2e9", 1), `position`},
	} {
		_, err := master.Read(write(t, "master.yaml", c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: wanted %q, got %v", name, c.want, err)
		}
	}
	both := strings.Replace(strings.Replace(good, "[P-1, P-2]", "[P-1, P-1]", 1), "forSkus: [CABLE]", "forSkus: [ROPE]", 1)
	if _, err := master.Read(write(t, "master.yaml", strings.Replace(both, "G-{n:6}", "G-{m}", 1))); err == nil || strings.Count(err.Error(), "master.yaml:") != 2 {
		t.Errorf("wanted the serial and the pattern at once, got %v", err)
	}
}

// folder writes three CSV files and reads them.
func folder(t *testing.T, orders, parts, operations string) (*master.Data, error) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"Work Orders.csv": orders, "parts_export.csv": parts, "routing.csv": operations} {
		if text == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return master.Read(dir)
}

func TestRead_CSV(t *testing.T) {
	for name, c := range map[string][3]string{
		"comma":     {"Order Number,Item Code,Qty,Customer\nMO-1,GUITAR,3,\"Smith, J.\"\n", "sku,serial managed,New Serials,On hand,Step\nGUITAR,yes,G-{n:6},,\nWIRE,no,,2.5,0.001\n", "Operation,Work Center,Seq\nCUT,WC-1,10\n"},
		"semicolon": {"\ufeffWorkOrder;Part;Quantity\r\nMO-1;GUITAR;3\r\n", "Part No;Serialized;Pattern;Stock;Rounding\r\nGUITAR;X;G-{n:6};;\r\nWIRE;;;2,5;0,001\r\n", "ActCode;WorkCenterCode;Position\r\nCUT;WC-1;10\r\n"},
		"tab":       {"WO\tProduct\tAmount\nMO-1\tGUITAR\t3,0\n\n", "Product\tNewSerials\tQuantity\tStep\nGUITAR\tG-{n:6}\nWIRE\t\t2,5\t0,001\n", "code\tresource\tpos\nCUT\tWC-1\t10\n"},
	} {
		d, err := folder(t, c[0], c[1], c[2])
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		guitar := partOf(d, "GUITAR")
		wire := partOf(d, "WIRE")
		if d.Orders[0].Number != "MO-1" || !guitar.SerialManaged || wire.SerialManaged || wire.Quantity != "2.5" || wire.Step != "0.001" || d.Operations[0].Position != 10 {
			t.Errorf("%s: got %+v", name, d)
		}
	}
}

func TestRead_CSVProblems(t *testing.T) {
	orders, parts := "number,sku,quantity\nMO-1,GUITAR,3\n", "sku,newSerials\nGUITAR,G-{n:6}\n"
	for name, c := range map[string]struct{ orders, parts, want string }{
		"no column":     {"number,sku\nMO-1,GUITAR\n", parts, "Work Orders.csv:1:1: there is no column quantity: one of quantity, qty"},
		"no number":     {"number,sku,quantity\nMO-1,GUITAR,many\n", parts, `Work Orders.csv:2:13: quantity must be a number such as 12.5, without a sign for thousands, but "many" is there`},
		"comma":         {"number,sku,quantity\nMO-1,GUITAR,\"1,5\"\n", parts, `but "1,5" is there`},
		"empty":         {"number,sku,quantity\nMO-1,,3\n", parts, "Work Orders.csv:2:1: sku is empty in this line"},
		"flag":          {orders, "sku,serialManaged\nGUITAR,perhaps\n", `serialManaged must be yes or no, but "perhaps" is there`},
		"contradiction": {"number,sku,quantity,serialManaged\nMO-1,GUITAR,3,no\n", parts, "Work Orders.csv:2:15: work order MO-1 says that GUITAR is not serial-managed"},
		"not a part":    {orders, "sku\nWIRE\n", "Work Orders.csv:2:6: work order MO-1 builds GUITAR, which is not in parts"},
		"broken":        {"number,sku,quantity\nMO-1,GUI\"TAR,3\n", parts, "this is not a CSV"},
		"two columns":   {"number,order,sku,quantity\nMO-1,1,GUITAR,3\n", parts, "two columns mean number"},
		"UTF-16":        {"\xff\xfen\x00u\x00", parts, `this file is UTF-16: save it as UTF-8 (in Excel: "CSV UTF-8")`},
		"Latin-1":       {"number,sku,quantity\nMO-1,Gr\xf6sse,3\n", parts, "this file is not UTF-8"},
		"nothing":       {" \n", parts, "there is nothing to read in this file"},
		"no parts":      {orders, "", "there is no CSV file of parts here: call it parts.csv"},
	} {
		if _, err := folder(t, c.orders, c.parts, ""); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: wanted %q, got %v", name, c.want, err)
		}
	}
}

// A list of a YAML file may be a CSV file beside it.
func TestRead_CSVBesideYAML(t *testing.T) {
	path := write(t, "master.yaml", "version: 1\nworkOrders: orders.csv\nparts:\n  - {sku: GUITAR, newSerials: \"G-{n:6}\"}\n")
	if _, err := master.Read(path); err == nil || !strings.Contains(err.Error(), "orders.csv: there is no such file") {
		t.Errorf("got %v", err)
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), "orders.csv"), []byte("number;sku;quantity\nMO-1;GUITAR;3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := master.Read(path)
	if err != nil || d.Orders[0].Number != "MO-1" {
		t.Errorf("got %+v, %v", d, err)
	}
}

func ExampleRead() {
	_, err := master.Read("no-such-file.yaml")
	fmt.Println(err)
	// Output: no-such-file.yaml: there is no such file: check the path
}
