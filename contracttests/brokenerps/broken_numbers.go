package brokenerps

import (
	"strconv"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// brokenNumbers do not take, or do not keep, the numbers that they are sent.
func brokenNumbers() []ERP {
	return []ERP{
		broken("zero-is-nothing", "asks whether validQty is truthy, so that a rejected piece has none", []string{"O3"}, refuses("validQty is missing.", func(p post) bool {
			return p.kind == schemas.Operation && p.number("validQty") == "0"
		})),
		broken("position-zero", "asks whether position is truthy, so that the first step has none", []string{"O2"}, refuses("position is missing.", func(p post) bool {
			return p.kind == schemas.Operation && p.number("position") == "0"
		})),
		broken("whole-pieces", "refuses fractions", []string{"E9"}, habits{demands: func(p post) string {
			for _, name := range quantities() {
				if strings.Contains(p.number(name), ".") {
					return name + " must be a whole number."
				}
			}
			return ""
		}}),
		broken("rounds", "keeps quantities as whole numbers, without a word", []string{"P6"}, habits{keeps: rounded}),
		broken("small-lots", "refuses more than 99,999 pieces", []string{"E9"}, habits{demands: func(p post) string {
			for _, name := range quantities() {
				if n, err := strconv.ParseFloat(p.number(name), 64); err == nil && n > 99_999 {
					return name + " is too large."
				}
			}
			return ""
		}}),
		broken("one-piece-at-a-time", "books parts one by one and refuses any other quantity", []string{"I4"}, refuses("Attach a few parts at a time.", func(p post) bool {
			n := p.number("item.quantity")
			return p.kind == schemas.ItemAttach && !strings.Contains(n, ".") && len(n) > 1 && len(n) < 7
		})),
		broken("good-pieces-only", "refuses a report that has good and rejected pieces", []string{"O3"}, refuses("Report good and rejected pieces apart.", func(p post) bool {
			return p.kind == schemas.Operation && p.number("validQty") != "0" && p.number("invalidQty") != "0"
		})),
	}
}

func quantities() []string { return []string{"item.quantity", "validQty", "invalidQty"} }

// rounded keeps numbers with a point as whole ones; texts with a point are not numbers.
func rounded(text string) string {
	if n, err := strconv.ParseFloat(text, 64); err == nil && strings.Contains(text, ".") {
		return strconv.Itoa(int(n))
	}
	return text
}
