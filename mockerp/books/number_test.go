package books

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestDecimal(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "-0": "0", "0.000": "0", "0e99": "0", "1": "1", "1.0": "1", "10e-1": "1", "0.1e1": "1", "-1.50": "-15e-1",
		"100": "100", "1e2": "100", "1E+2": "100", "0.1": "1e-1", "1e-1": "1e-1", "0.10": "1e-1", "1e400": "1e400", "10e399": "1e400",
		"1000000000000000000": "1e18", "9007199254740993": "9007199254740993", "9007199254740993.0": "9007199254740993",
		"": "", "x": "x", "1e": "1e", "1e-": "1e-", "1e+-5": "1e+-5", "01": "01", ".5": ".5", "5.": "5.", "--1": "--1",
		"1e9999999999": "1e9999999999",
	} {
		if got := decimal(text); got != want {
			t.Errorf("decimal(%q) = %q, want %q", text, got, want)
		}
	}
	if got := decimal("1" + strings.Repeat("2", 1<<20)); len(got) > longestText {
		t.Errorf("a number of a million digits takes %d bytes", len(got))
	}
}

// Two numbers have the same form exactly if they have the same value.
func TestDecimalAgreesWithExactArithmetic(t *testing.T) {
	numbers := rapid.StringMatching(`-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,6})?([eE][+-]?[0-3]{1,2})?`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := numbers.Draw(t, "a"), numbers.Draw(t, "b")
		if rapid.Bool().Draw(t, "the same") {
			b = strings.Replace(a, "e", "000e", 1)
			if !strings.ContainsAny(a, ".eE") {
				b = a + ".00"
			}
			if !strings.Contains(a, ".") && strings.Contains(a, "e") {
				b = strings.Replace(a, "e", ".0e", 1)
			}
		}
		x, _ := new(big.Rat).SetString(a)
		y, _ := new(big.Rat).SetString(b)
		if same := decimal(a) == decimal(b); same != (x.Cmp(y) == 0) {
			t.Fatalf("decimal(%s) = %s, decimal(%s) = %s", a, decimal(a), b, decimal(b))
		}
		if z, ok := new(big.Rat).SetString(decimal(a)); !ok || z.Cmp(x) != 0 {
			t.Fatalf("decimal(%s) = %s is another value", a, decimal(a))
		}
	})
}

func TestASnapshotIsAlwaysJSON(t *testing.T) {
	for _, n := range []any{json.Number("1e+-5"), json.Number("x"), json.Number("01"), json.Number(strings.Repeat("9", 5000)), json.Number("1e400"), 0.5, 1e21, "1", nil, true} {
		b := New(10)
		tell(t, b, by(item("add", "item.quantity", n)), by(operation("add", "position", n, "validQty", n, "invalidQty", n)))
		if _, err := json.Marshal(b.Things()); err != nil {
			t.Errorf("quantity %v: %v", n, err)
		}
	}
}

func TestLongTextsCompareButDoNotFillTheMemory(t *testing.T) {
	long := strings.Repeat("א", 1<<20)
	b := New(10)
	tell(t, b, answered(device("add", "serial", long+"1", "sku", long), long))
	check(t, b, device("add", "serial", long+"1", "sku", long), withID(keep(long)))
	check(t, b, device("add", other("serial", long+"1", "sku", long)...), business(409, SerialTaken))
	check(t, b, device("add", other("serial", long+"2", "sku", long)...), withID(dev1))
	check(t, b, device("remove", "serial", long+"1", "sku", long, "externalId", long), withID(keep(long)))
	thing := b.Things()[0]
	tell(t, b, by(item("add", "stockId", "stock-9", "serial", nil, "item.quantity", json.Number(strings.Repeat("7", 1<<20)))))
	if n := len(b.Things()[1].Quantity); n > longestText {
		t.Errorf("a quantity takes %d bytes", n)
	}
	if n := len(thing.Serial) + len(thing.SKU) + len(thing.ExternalID); n > 3*longestText {
		t.Errorf("the texts of a thing take %d bytes", n)
	}
}
