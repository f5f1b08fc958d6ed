package schemas

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// The bounds of a number's text. Every number within them is finite, and not rounded to zero, in
// the arithmetic of every language, so that all validators agree.
const (
	maxDigits   = 200
	maxExponent = 100
)

// withinBounds tells whether the text of a JSON number is safe to calculate with.
func withinBounds(text string) bool {
	if len(text) <= 16 && strings.IndexByte(text, 'e') < 0 && strings.IndexByte(text, 'E') < 0 {
		return true
	}
	mantissa, exponent := splitNumber(text)
	return len(mantissa) <= maxDigits && exponent >= -maxExponent && exponent <= maxExponent
}

// splitNumber cuts a JSON number at its `e`. The exponent saturates far outside the bounds.
func splitNumber(text string) (mantissa string, exponent int) {
	cut := strings.IndexAny(text, "eE")
	if cut < 0 {
		return text, 0
	}
	exponent, err := strconv.Atoi(text[cut+1:])
	if err != nil { // too long for an int; Atoi has saturated it
		exponent = math.MaxInt32
		if strings.HasPrefix(text[cut+1:], "-") {
			exponent = -math.MaxInt32
		}
	}
	return text[:cut], exponent
}

// nearest returns the number within the bounds that is nearest to one beyond them.
func nearest(text string) json.Number {
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign = "-"
	}
	size, err := strconv.ParseFloat(strings.TrimPrefix(text, "-"), 64)
	switch {
	case isZero(text):
		return json.Number(sign + "0")
	case err != nil || size > 1e100:
		return json.Number(sign + "1e100")
	case size < 1e-100:
		return json.Number(sign + "1e-100")
	}
	return json.Number(sign + strconv.FormatFloat(size, 'g', -1, 64))
}

// isZero tells whether a JSON number is 0, whatever its exponent.
func isZero(text string) bool {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c >= '1' && c <= '9':
			return false
		case c == 'e' || c == 'E':
			return true
		}
	}
	return true
}

// isNegative tells whether a JSON number is below 0; "-0" is not.
func isNegative(text string) bool {
	return strings.HasPrefix(text, "-") && !isZero(text)
}

// isWhole tells whether a JSON number has no fraction: 10, 10.0 and 1e1 have none.
func isWhole(text string) bool {
	mantissa, exponent := splitNumber(text)
	digits, fraction, _ := strings.Cut(mantissa, ".")
	if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
		return exponent >= len(fraction)
	}
	zeros := len(digits) - len(strings.TrimRight(digits, "0"))
	return isZero(text) || exponent >= -zeros
}

// NumberText returns the text of a JSON number, however it was decoded; ok is false if the value is
// no number.
func NumberText(value any) (string, bool) {
	switch n := value.(type) {
	case json.Number:
		return string(n), true
	case float64:
		return strconv.FormatFloat(n, 'g', -1, 64), !math.IsNaN(n) && !math.IsInf(n, 0)
	case int:
		return strconv.Itoa(n), true
	case int64:
		return strconv.FormatInt(n, 10), true
	case uint64:
		return strconv.FormatUint(n, 10), true
	}
	return "", false
}
