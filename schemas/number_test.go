package schemas

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// jsonNumber draws the text of any JSON number of a size that math/big can bear.
func jsonNumber(t *rapid.T) string {
	return rapid.StringMatching(`-?(0|[1-9][0-9]{0,12}0{0,3})(\.[0-9]{0,6}0{0,3}[0-9])?([eE][-+]?[0-9]{1,2})?`).Draw(t, "number")
}

func TestSignAndWholenessAreThoseOfTheNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := jsonNumber(t)
		exact, ok := new(big.Rat).SetString(text)
		if !ok {
			t.Fatalf("%q is not a number", text)
		}
		if got, want := isZero(text), exact.Sign() == 0; got != want {
			t.Errorf("isZero(%s) = %t", text, got)
		}
		if got, want := isNegative(text), exact.Sign() < 0; got != want {
			t.Errorf("isNegative(%s) = %t", text, got)
		}
		if got, want := isWhole(text), exact.IsInt(); got != want {
			t.Errorf("isWhole(%s) = %t", text, got)
		}
	})
}

func TestWholeNumbers(t *testing.T) {
	for text, whole := range map[string]bool{
		"10": true, "10.0": true, "1e1": true, "1.5e1": true, "1.25e2": true, "1.25E+1": false, "1.5": false, "15e-1": false,
		"150e-1": true, "150e-2": false, "1500e-2": true, "0": true, "-0.0": true, "0e-9": true, "1e-1": false, "1e1000001": true, "1e-1000001": false,
	} {
		if isWhole(text) != whole {
			t.Errorf("isWhole(%s) = %t", text, !whole)
		}
	}
}

func TestNumbersBeyondTheBounds(t *testing.T) {
	long := strings.Repeat("7", 300)
	for text, near := range map[string]string{
		"1e1000001": "1e100", "-1e1000001": "-1e100", "1e-1000001": "1e-100", "-1e-999999": "-1e-100",
		"0e1000001": "0", "-0e1000001": "-0", long: "1e100", "0." + long: "0.7777777777777778",
		"1e99999999999999999999999999": "1e100", "1e-99999999999999999999999999": "1e-100", "1e101": "1e100",
	} {
		if withinBounds(text) {
			t.Errorf("%s is taken", shorten(text))
		}
		if got := string(nearest(text)); got != near {
			t.Errorf("nearest(%s) = %s, want %s", shorten(text), got, near)
		}
		if got := string(nearest(text)); !withinBounds(got) {
			t.Errorf("nearest(%s) = %s is beyond the bounds itself", shorten(text), got)
		}
	}
	for _, text := range []string{"0", "5", "0.1", "-1.50", "1e100", "1E-100", "12345678901234567890.123456789", long[:200]} {
		if !withinBounds(text) {
			t.Errorf("%s is refused", text)
		}
	}
}

func TestNumbersOfOtherDecoders(t *testing.T) {
	for _, c := range []struct {
		value any
		want  string
		ok    bool
	}{
		{2.5, "2.5", true}, {1e300, "1e+300", true}, {-4, "-4", true}, {int64(9), "9", true}, {uint64(math.MaxUint64), "18446744073709551615", true},
		{math.NaN(), "", false}, {math.Inf(1), "", false}, {"5", "", false}, {nil, "", false}, {true, "", false},
	} {
		got, ok := NumberText(c.value)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("NumberText(%v) = %q, %t", c.value, got, ok)
		}
	}
}

func TestParseKeepsTheDigitsOfNumbers(t *testing.T) {
	for _, digits := range []string{"0.1", "1.50", "275.0", "9007199254740993", "12345678901234567890.123456789", "1e2", "-0"} {
		object, findings := Parse([]byte(`{"quantity":` + digits + `}`))
		if got := fmt.Sprint(object["quantity"]); got != digits || findings != nil {
			t.Errorf("%s became %s, findings %v", digits, got, findings)
		}
	}
}
