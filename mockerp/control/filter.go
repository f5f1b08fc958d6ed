package control

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/search"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// The pages of the journal. A page is also cut where its bodies reach pageBytes.
const (
	defaultLimit = 100
	mostLimit    = 1000
	pageBytes    = 1 << 20
)

// parseFilter reads the parameters that choose exchanges; the refusal names the first that is wrong.
func parseFilter(query url.Values) (journal.Filter, *refusal) {
	f := journal.Filter{
		Run: query.Get(queryRun), Kind: schemas.Kind(query.Get("kind")), Type: query.Get("type"), Serial: query.Get("serial"),
		WorkOrder: query.Get("workOrder"), Clause: query.Get("clause"), Level: schemas.Level(query.Get("level")), Limit: defaultLimit,
	}
	if said := checkWords(f); said != nil {
		return f, said
	}
	if said := parseNumbers(&f, query); said != nil {
		return f, said
	}
	if said := parseStatus(&f, query.Get("status")); said != nil {
		return f, said
	}
	var err error
	if f.Search, err = search.Parse(query.Get("q")); err != nil {
		return f, refuseSearch(err)
	}
	return f, nil
}

func checkWords(f journal.Filter) *refusal {
	if f.Run != "" && !traffic.ValidRun(f.Run) {
		return refuseRunName(f.Run)
	}
	levels, clauses := []string{string(schemas.Must), string(schemas.Should), string(schemas.Note)}, []string{}
	for _, clause := range schemas.Clauses() {
		clauses = append(clauses, clause.ID)
	}
	if said := checkWord("kind", string(f.Kind), kindWords()); said != nil {
		return said
	}
	if said := checkWord("level", string(f.Level), levels); said != nil {
		return said
	}
	return checkWord("clause", f.Clause, clauses)
}

func kindWords() []string {
	var words []string
	for _, kind := range schemas.Kinds() {
		words = append(words, string(kind))
	}
	return words
}

// checkWord refuses a word that nothing can match, for an empty list would look like good news.
func checkWord(name, got string, words []string) *refusal {
	if got == "" || slices.Contains(words, got) {
		return nil
	}
	near := schemas.Near(got, words)
	cure := "use " + schemas.List(words, "or")
	if len(words) > 10 {
		cure = "GET /api/v1/clauses lists them"
	}
	said := refuseParameter(name, fmt.Sprintf("is %q, which is none%s: %s", shorten(got), didYouMean(near), cure))
	said.Near = near
	return said
}

func parseNumbers(f *journal.Filter, query url.Values) (said *refusal) {
	if f.After, said = parseID(query, "after"); said != nil {
		return said
	}
	if text := query.Get("limit"); text != "" {
		f.Limit, said = parseCount("limit", text)
	}
	return said
}

// parseID reads the id of an exchange; 0 is none.
func parseID(query url.Values, name string) (uint64, *refusal) {
	text := query.Get(name)
	if text == "" {
		return 0, nil
	}
	id, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		return 0, refuseParameter(name, fmt.Sprintf("is %q: write the id of an exchange, such as the next of the page before", shorten(text)))
	}
	return id, nil
}

// parsePage reads what only a list has: where the page begins, in which order, and how it is shown.
func parsePage(f *journal.Filter, query url.Values) (said *refusal) {
	if f.Before, said = parseID(query, "before"); said != nil {
		return said
	}
	if f.Before == 0 && query.Get("before") != "" {
		return refuseParameter("before", "is 0, and no exchange is before that: leave it out if you do not mean it")
	}
	if text := query.Get("offset"); text != "" {
		offset, err := strconv.ParseUint(text, 10, 31)
		if err != nil {
			return refuseParameter("offset", fmt.Sprintf("is %q: write how many to leave out, from 0", shorten(text)))
		}
		f.Offset = int(offset)
	}
	order := query.Get("order")
	f.Newest = order == "newest"
	if said := checkWord("order", order, []string{"oldest", "newest"}); said != nil {
		return said
	}
	return checkWord("view", query.Get("view"), []string{"full", "row"})
}

func parseCount(name, text string) (int, *refusal) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > mostLimit {
		return 0, refuseParameter(name, fmt.Sprintf("is %q: write a number from 1 to %d", shorten(text), mostLimit))
	}
	return n, nil
}

func parseStatus(f *journal.Filter, text string) (said *refusal) {
	if text == "" {
		return nil
	}
	var err error
	if f.StatusMin, f.StatusMax, err = search.ParseStatus(text); err != nil {
		said = refuseParameter("status", err.Error())
	}
	return said
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
