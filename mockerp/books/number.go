package books

import (
	"encoding/json"
	"strconv"
	"strings"
)

// plainDigits is the most digits that a whole number is written with; a longer one gets an
// exponent.
const plainDigits = 18

// decimal brings the text of a JSON number into one form, so that numbers of the same value have
// the same text: 1, 1.0 and 10e-1 all give "1". Nothing is rounded and nothing is expanded: 1e400
// stays short. Any other text is returned unchanged.
func decimal(text string) string {
	if isPlain(text) {
		return text
	}
	mantissa, exponent, ok := split(text)
	if !ok {
		return keep(text)
	}
	sign := ""
	if strings.HasPrefix(mantissa, "-") {
		sign, mantissa = "-", mantissa[1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	exponent -= len(fraction)
	short := strings.TrimRight(digits, "0")
	exponent += len(digits) - len(short)
	switch {
	case short == "":
		return "0"
	case exponent >= 0 && len(short)+exponent <= plainDigits:
		return sign + short + strings.Repeat("0", exponent)
	}
	return keep(sign + short + "e" + strconv.Itoa(exponent))
}

// isPlain tells whether the text is a whole number that is already in the form of decimal.
func isPlain(text string) bool {
	if len(text) == 0 || len(text) > plainDigits || text[0] == '0' && len(text) > 1 {
		return false
	}
	return digitsOnly(text)
}

func digitsOnly(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return len(text) > 0
}

// split cuts a JSON number at its exponent; ok is false when it is not a JSON number or the
// exponent has more than nine digits.
func split(text string) (mantissa string, exponent int, ok bool) {
	mantissa = text
	if e := strings.IndexAny(text, "eE"); e >= 0 {
		mantissa = text[:e]
		after := strings.TrimPrefix(text[e+1:], "+")
		if len(after) == len(text[e+1:]) {
			after = strings.TrimPrefix(after, "-")
		}
		if !digitsOnly(after) || len(after) > 9 {
			return "", 0, false
		}
		exponent, _ = strconv.Atoi(text[e+1:])
	}
	whole, fraction, point := strings.Cut(strings.TrimPrefix(mantissa, "-"), ".")
	zeroFirst := len(whole) > 1 && whole[0] == '0'
	return mantissa, exponent, digitsOnly(whole) && !zeroFirst && (!point || digitsOnly(fraction))
}

// number reads a member as the text of a number, "" when it is no number. Our payloads carry
// json.Number; other decoders make float64.
func number(v any) string {
	switch n := v.(type) {
	case json.Number:
		return string(n)
	case float64:
		return strconv.FormatFloat(n, 'g', -1, 64)
	}
	return ""
}

// shown is the number for a snapshot; one that JSON cannot carry is left out.
func shown(text string) string {
	if _, _, ok := split(text); !ok || len(text) > longestText {
		return ""
	}
	return text
}
