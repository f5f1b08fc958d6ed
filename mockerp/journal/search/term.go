package search

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/coverage"
	"github.com/erpkit/erpkit/schemas/show"
)

// The fields that a store may know how to look up.
const (
	Kind    = "kind"
	Type    = "type"
	Run     = "run"
	Serial  = "serial"
	Order   = "order"
	Item    = "item"
	Stock   = "stock"
	Clause  = "clause"
	Level   = "level"
	Status  = "status"
	Outcome = "outcome"
	By      = "by"
	Rule    = "rule"
	After   = "after"
	Before  = "before"
)

func fields() []string {
	return []string{Kind, Type, Run, Serial, Order, Item, Stock, Clause, Level, Status, Outcome, By, Rule, After, Before}
}

func isField(name string) bool { return slices.Contains(fields(), name) }

// Term is one condition of a search. Parse makes it.
type Term struct {
	// Field is one of the fields; "" is a word.
	Field, Value string
	Not          bool
	// Low and High are the bounds of a status.
	Low, High int
	// ID is what after and before are about where it is not 0, else Time is.
	ID   uint64
	Time time.Time
}

// String writes the term as Parse reads it. A duration is written as the time that it meant.
func (t *Term) String() string {
	value := t.Value
	if value == "" || strings.HasPrefix(value, "-") || strings.ContainsFunc(value, func(r rune) bool { return r == '"' || r == ':' || unicode.IsSpace(r) }) {
		value = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
	}
	if t.Field != "" {
		value = t.Field + ":" + value
	}
	if t.Not {
		value = "-" + value
	}
	return value
}

// prepare reads the value; it returns what is wrong with it, and the cure.
func (t *Term) prepare() string {
	switch t.Field {
	case Kind:
		return oneOf(t, schemas.Kinds())
	case Level:
		t.Value = strings.ToUpper(t.Value)
		return oneOf(t, []schemas.Level{schemas.Must, schemas.Should, schemas.Note})
	case Clause:
		if _, ok := schemas.ClauseByID(t.Value); !ok {
			return fmt.Sprintf("the contract has no clause %q: write one such as D3", show.Clip(t.Value, 40))
		}
	case Outcome:
		return oneOf(t, coverage.Outcomes())
	case By:
		return oneOf(t, []string{"judge", "script", "books", "caller", "upstream", "door"})
	case Status:
		var err error
		if t.Low, t.High, err = ParseStatus(t.Value); err != nil {
			return "the status " + err.Error()
		}
	case After, Before:
		return t.place()
	}
	return ""
}

func oneOf[T ~string](t *Term, values []T) string {
	words := make([]string, len(values))
	for i, value := range values {
		words[i] = string(value)
	}
	if slices.Contains(words, t.Value) {
		return ""
	}
	near := ""
	if word := schemas.Nearest(t.Value, words); word != "" {
		near = ", did you mean " + word + "?"
	}
	return fmt.Sprintf("%q is no %s%s: use %s", show.Clip(t.Value, 40), t.Field, near, schemas.List(words, "or"))
}

// place reads an id, a time, or how long ago.
func (t *Term) place() string {
	if id, err := strconv.ParseUint(t.Value, 10, 63); err == nil && id > 0 {
		t.ID = id
		return ""
	}
	if at, err := time.Parse(time.RFC3339, t.Value); err == nil {
		t.Time = at
		return ""
	}
	ago, err := time.ParseDuration(t.Value)
	if err != nil || ago < 0 || t.Value == "0" { // no exchange has the id 0
		return fmt.Sprintf("%q is no place in the journal: write the id of an exchange, a time such as 2026-11-23T09:30:00Z, or how long ago, such as 10m", show.Clip(t.Value, 40))
	}
	t.Time = time.Now().Add(-ago).UTC()
	t.Value = t.Time.Format(time.RFC3339Nano)
	return ""
}

// Matches tells whether the term holds of x.
func (t *Term) Matches(x *traffic.Exchange) bool { return t.holds(x) != t.Not }

func (t *Term) holds(x *traffic.Exchange) bool {
	switch t.Field {
	case Kind:
		return string(x.Kind) == t.Value
	case Type:
		return x.Type == t.Value
	case Run:
		return x.Run == t.Value
	case Serial:
		return x.Serial == t.Value || slices.Contains(x.OtherSerials, t.Value)
	case Order:
		return x.WorkOrder == t.Value
	case Item:
		return x.Kind == schemas.ItemAttach && slices.Contains(x.OtherSerials, t.Value)
	case Stock:
		return x.OnStock(t.Value)
	case Clause:
		return slices.ContainsFunc(x.Findings, func(f schemas.Finding) bool { return f.Clause == t.Value })
	case Level:
		return slices.ContainsFunc(x.Findings, func(f schemas.Finding) bool { return string(f.Level) == t.Value })
	case Status:
		return x.Answer.Status >= t.Low && x.Answer.Status <= t.High
	case Outcome:
		return string(x.Outcome()) == t.Value
	case By:
		return x.Decision.By == t.Value
	case Rule:
		return x.Decision.Rule == t.Value
	case After, Before:
		return t.within(x)
	}
	return has(t.Value, x.Request.URL, x.Serial, x.WorkOrder, string(x.Request.Body), string(x.Answer.Body)) || has(t.Value, x.OtherSerials...)
}

// within compares times by their milliseconds, as far as every store knows them.
func (t *Term) within(x *traffic.Exchange) bool {
	here, place := x.At.UnixMilli(), t.Time.UnixMilli()
	if t.ID != 0 {
		here, place = int64(x.ID), int64(t.ID)
	}
	if t.Field == After {
		return here > place
	}
	return here < place
}

// has tells whether a word is in one of the texts, in any case.
func has(word string, texts ...string) bool {
	word = strings.ToLower(word)
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(strings.ToLower(text), word) })
}
