package brokenerps

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// Mistake is one of those that the first draft of an ERP's side makes.
type Mistake struct {
	Name, About string
	// Clause is the clause that the mistake breaks first; no two mistakes have the same.
	Clause string
	habits habits
}

// Mistakes are the ten usual mistakes of a first draft.
func Mistakes() []Mistake {
	report := func(p post) bool { return p.kind == schemas.Operation }
	return []Mistake{
		{"wants-order-id", "wants workorderExternalId", "P3", refuses("workorderExternalId is missing.", func(p post) bool { return !p.has("workorderExternalId") })},
		{"number-ids", "answers ids as JSON numbers and finds things by nothing else", "E3", habits{blind: true, names: func(_ schemas.Kind, n int) any { return n }}},
		{"html-pages", "refuses with a page", "E6", refusal("text/html", func(message string) string { return "<html><body><h1>Error</h1><p>" + message + "</p></body></html>" })},
		{"zero-is-nothing", "takes no report without good pieces", "O3", refuses("validQty is missing.", func(p post) bool { return report(p) && p.number("validQty") == "0" })},
		{"position-zero", "takes no report on the first step", "O2", refuses("position is missing.", func(p post) bool { return report(p) && p.number("position") == "0" })},
		{"one-content-type", "takes application/json without parameters only", "T1", habits{front: wantsContentType}},
		{"strict-members", "refuses members that it does not know", "E9", refuses("There is an unknown member.", func(p post) bool {
			for name := range p.object {
				if strings.HasPrefix(name, "erpkit") {
					return true
				}
			}
			return false
		})},
		{"wants-part-serial", "wants a serial of every part", "I5", refuses("item.serial is missing.", func(p post) bool { return p.kind == schemas.ItemAttach && !p.has("item.serial") })},
		{"case-folded", "does not tell upper from lower case", "P5", habits{counts: strings.ToLower}},
		{"removes-anything", "accepts the removal of what it does not have", "E5", habits{unchecked: func(status int) bool { return status == http.StatusNotFound }}},
	}
}

// Draft is the first draft of an ERP's side, without the mistakes that were mended. While it wants workorderExternalId, no
// device gets in, and little else can be seen.
func Draft(mended ...string) ERP {
	var h habits
	var breaks []string
	for _, m := range Mistakes() {
		if !slices.Contains(mended, m.Name) {
			h, breaks = h.and(m.habits), append(breaks, m.Clause)
		}
	}
	about := fmt.Sprintf("is a first draft with %d usual mistakes at once; most hide behind one of them", len(breaks))
	if slices.Contains(breaks, "P3") {
		breaks = slices.DeleteFunc(breaks, func(clause string) bool { return clause != "P3" && clause != "E6" })
	}
	return broken("first-draft", about, breaks, h)
}

// and gives an ERP both habits, of those that the mistakes of a draft have. Of a habit that both have, the own one stays;
// only what they demand adds up.
func (h habits) and(other habits) habits {
	mine, too := h.demands, other.demands
	h.demands = func(p post) string {
		if mine != nil {
			if reason := mine(p); reason != "" {
				return reason
			}
		}
		if too != nil {
			return too(p)
		}
		return ""
	}
	h.blind = h.blind || other.blind
	if h.names == nil {
		h.names = other.names
	}
	if h.front == nil {
		h.front = other.front
	}
	if h.counts == nil {
		h.counts = other.counts
	}
	if h.unchecked == nil {
		h.unchecked = other.unchecked
	}
	if h.says == nil {
		h.says = other.says
	}
	return h
}
