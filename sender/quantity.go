package sender

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// number splits a JSON number into sign, digits and exponent.
var number = regexp.MustCompile(`^(-?)((?:0|[1-9][0-9]*)(?:\.[0-9]+)?)(?:[eE]([+-]?[0-9]+))?$`)

// checkQuantity reads a quantity without rounding it (P6): a JSON number of 0 or more, or above
// 0. It refuses what no ERP can calculate with, such as 1e1000.
func checkQuantity(name string, quantity json.Number, above bool) error {
	parts := number.FindStringSubmatch(string(quantity))
	if parts == nil {
		return fmt.Errorf("%s is %q and must be a number such as 1 or 0.25", name, string(quantity))
	}
	exponent, err := strconv.Atoi("0" + strings.TrimLeft(parts[3], "+-"))
	if err != nil || exponent > 50 || len(parts[2]) > 50 {
		return fmt.Errorf("%s is far too long or too large: give it at most 50 digits", name)
	}
	zero := strings.Trim(parts[2], "0.") == ""
	switch {
	case parts[1] == "-" && !zero:
		return fmt.Errorf("%s is %s and cannot be below 0", name, quantity)
	case zero && above:
		return fmt.Errorf("%s is 0 and must be above 0", name)
	}
	return nil
}

// checkWord refuses an empty text, and bytes that JSON cannot carry (P5).
func checkWord(name, text string) error {
	if text == "" {
		return fmt.Errorf("%s is empty: give it a text", name)
	}
	return checkUnicode(name, text)
}

func checkUnicode(name, text string) error {
	if !utf8.ValidString(text) {
		return fmt.Errorf("%s is not UTF-8, so it cannot be sent unchanged", name)
	}
	return nil
}
