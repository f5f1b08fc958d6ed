package script

import (
	"cmp"
	"strconv"
	"strings"
)

// decimal is a JSON number taken apart: its digits without zeros in front, and where its
// point is, counted from the first digit. 0.05 has the digits 5 and the point -1.
type decimal struct {
	negative        bool
	whole, fraction string
	point           int64
}

// readDecimal never computes a power, so that a number like 1e999999999 costs no more
// than its letters.
func readDecimal(words string) decimal {
	var d decimal
	words, d.negative = strings.CutPrefix(words, "-")
	var exponent int64
	if cut := strings.IndexAny(words, "eE"); cut >= 0 {
		exponent, _ = strconv.ParseInt(words[cut+1:], 10, 32) // one that is too long becomes the bound
		words = words[:cut]
	}
	d.whole, d.fraction, _ = strings.Cut(words, ".")
	d.whole = strings.TrimLeft(d.whole, "0")
	d.point = int64(len(d.whole)) + exponent
	if d.whole == "" {
		digits := strings.TrimLeft(d.fraction, "0")
		d.point -= int64(len(d.fraction) - len(digits))
		d.fraction = digits
	}
	if strings.Trim(d.whole, "0") == "" && strings.Trim(d.fraction, "0") == "" {
		return decimal{}
	}
	return d
}

// digit gives one digit, counted from the first; behind the last there are zeros.
func (d decimal) digit(i int) byte {
	switch {
	case i < len(d.whole):
		return d.whole[i]
	case i < len(d.whole)+len(d.fraction):
		return d.fraction[i-len(d.whole)]
	}
	return '0'
}

func (d decimal) isZero() bool { return d.whole == "" && d.fraction == "" }

// compareNumbers compares two JSON numbers by their exact value: 0.1 is 0.10 and 1e-1,
// and 9007199254740993 is not 9007199254740992 (P6).
func compareNumbers(a, b string) int {
	x, y := readDecimal(a), readDecimal(b)
	if sign := cmp.Compare(x.sign(), y.sign()); sign != 0 || x.isZero() {
		return sign
	}
	order := cmp.Compare(x.point, y.point)
	for i := 0; order == 0 && i < max(len(x.whole)+len(x.fraction), len(y.whole)+len(y.fraction)); i++ {
		order = cmp.Compare(x.digit(i), y.digit(i))
	}
	if x.negative {
		return -order
	}
	return order
}

func (d decimal) sign() int {
	switch {
	case d.isZero():
		return 0
	case d.negative:
		return -1
	}
	return 1
}

// appendKey writes a number so that those of the same value are written the same: 1, 1.0 and 10e-1. One with more
// digits than most is not written.
func appendKey(b []byte, words string, most int) []byte {
	d := readDecimal(words)
	d.fraction = strings.TrimRight(d.fraction, "0")
	if d.fraction == "" {
		d.whole = strings.TrimRight(d.whole, "0")
	}
	if len(d.whole)+len(d.fraction) > most {
		return b
	}
	if d.negative {
		b = append(b, '-')
	}
	b = append(append(append(b, d.whole...), d.fraction...), 'e')
	return strconv.AppendInt(b, d.point, 10)
}
