package shift

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// Summary is what a shift came to.
type Summary struct {
	Seed     uint64 `json:"seed"`
	Stations int    `json:"stations"`
	Planned  int    `json:"planned"`
	Posts    int    `json:"posts"`
	Total    Count  `json:"total"`
	// Counts has one entry for each kind and type, in the order of the contract.
	Counts   []Count                `json:"counts"`
	Troubles map[sender.Trouble]int `json:"troubles,omitempty"`
	Latency  Latency                `json:"latencyMs"`
	Took     float64                `json:"tookMs"`
	// Findings are what was wrong with, or worth noting in, the answers (E3, E6, T2-T5).
	Findings []FindingCount `json:"findings,omitempty"`
	// Examples are posts that were not accepted: the first of each type and reason, at most 5.
	Examples []Example `json:"examples,omitempty"`
	// Stopped says why the shift ended before all posts were made; "" when it did not.
	Stopped string `json:"stopped,omitempty"`
}

// Count counts posts by what became of them.
type Count struct {
	Kind     schemas.Kind `json:"kind,omitempty"`
	Type     string       `json:"type,omitempty"`
	Posts    int          `json:"posts"`
	Accepted int          `json:"accepted"`
	WithID   int          `json:"withId"` // of the accepted
	Refused  int          `json:"refused"`
	Trouble  int          `json:"trouble"` // no whole answer (T6)
}

// FindingCount counts the findings of one clause.
type FindingCount struct {
	Clause string        `json:"clause"`
	Level  schemas.Level `json:"level"`
	Count  int           `json:"count"`
	First  string        `json:"first"` // the first of them in words
}

// Example is a post that was not accepted.
type Example struct {
	Kind  schemas.Kind `json:"kind"`
	Type  string       `json:"type"`
	Words string       `json:"words"`
	Cure  string       `json:"cure,omitempty"`
	Curl  string       `json:"curl"`
	again string       // Curl in the shell of the options
}

func (c *Count) add(result sender.Result) {
	c.Posts++
	switch {
	case result.Accepted:
		c.Accepted++
		if result.ExternalID != "" {
			c.WithID++
		}
	case result.Trouble != "":
		c.Trouble++
	default:
		c.Refused++
	}
}

// Perfect tells whether all planned posts were made and accepted and no answer broke a MUST.
func (s Summary) Perfect() bool {
	broken := slices.ContainsFunc(s.Findings, func(f FindingCount) bool { return f.Level == schemas.Must })
	return s.Posts == s.Planned && s.Total.Accepted == s.Planned && s.Stopped == "" && !broken
}

// String is the summary for a terminal.
func (s Summary) String() string {
	var b strings.Builder
	stations := "1 station"
	if s.Stations > 1 {
		stations = fmt.Sprintf("%d stations", s.Stations)
	}
	fmt.Fprintf(&b, "Seed %d, %d of %d posts by %s in %.1f s: %d accepted, %d refused, %d without an answer.\n",
		s.Seed, s.Posts, s.Planned, stations, s.Took/1000, s.Total.Accepted, s.Total.Refused, s.Total.Trouble)
	s.table(&b)
	fmt.Fprintf(&b, "Time for an answer in ms: min %.1f, median %.1f, 95 %% below %.1f, max %.1f.\n", s.Latency.Min, s.Latency.Median, s.Latency.P95, s.Latency.Max)
	for _, f := range s.Findings {
		fmt.Fprintf(&b, "Finding %s (%s) %d times in answers, first: %s.\n", f.Clause, f.Level, f.Count, strings.TrimSuffix(f.First, "."))
	}
	if len(s.Findings) == 0 {
		b.WriteString("No finding in the answers.\n")
	}
	for _, e := range s.Examples {
		fmt.Fprintf(&b, "Not accepted: %s %s: %s %s\n  %s\n", e.Kind, e.Type, e.Words, e.Cure, e.again)
	}
	if s.Total.Refused > 0 {
		b.WriteString("If this seed was played on this ERP before, its serials are there already: play another seed.\n")
	}
	if s.Stopped != "" {
		fmt.Fprintf(&b, "%s\n", s.Stopped)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (s Summary) table(b *strings.Builder) {
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "kind\ttype\tposts\taccepted\twith id\trefused\tno answer\t")
	for _, c := range s.Counts {
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t\n", c.Kind, c.Type, c.Posts, c.Accepted, c.WithID, c.Refused, c.Trouble)
	}
	_ = w.Flush() // a strings.Builder takes everything
}

// sorted brings findings into the order MUST, SHOULD, NOTE, then by clause.
func sorted(found map[[2]string]*FindingCount) []FindingCount {
	weight := map[schemas.Level]int{schemas.Must: 0, schemas.Should: 1, schemas.May: 2, schemas.Note: 3}
	list := make([]FindingCount, 0, len(found))
	for f := range maps.Values(found) {
		list = append(list, *f)
	}
	slices.SortFunc(list, func(a, b FindingCount) int {
		return cmp.Or(cmp.Compare(weight[a.Level], weight[b.Level]), cmp.Compare(a.Clause, b.Clause))
	})
	return list
}
