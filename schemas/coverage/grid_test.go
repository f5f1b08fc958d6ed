package coverage_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/coverage"
)

func TestEveryAnswerHasItsOutcome(t *testing.T) {
	for _, c := range []struct {
		status      int
		id, message bool
		want        coverage.Outcome
	}{
		{200, true, false, coverage.AcceptedWithID},
		{204, false, false, coverage.AcceptedWithoutID},
		{302, false, true, coverage.AcceptedWithoutID}, // T2: also a redirect
		{409, false, true, coverage.RefusedWithWords},
		{404, true, false, coverage.RefusedSilently},
		{500, false, true, coverage.ServerError},
		{599, false, false, coverage.ServerError},
		{0, false, false, coverage.NoAnswer},
	} {
		if got := coverage.OutcomeOf(c.status, c.id, c.message); got != c.want {
			t.Errorf("%d: got %q, want %q", c.status, got, c.want)
		}
	}
}

func TestGridHasSevenActsBySixOutcomes(t *testing.T) {
	grid := coverage.New()
	if seen, of := grid.Seen(); seen != 0 || of != 42 {
		t.Fatalf("got %d of %d, want 0 of 42", seen, of)
	}
	for _, act := range schemas.Acts() {
		for _, outcome := range coverage.Outcomes() {
			grid.Add(act.Kind, act.Type, outcome)
		}
	}
	if grid.Percent() != 100 {
		t.Fatalf("every cell was seen, but it says %d %%", grid.Percent())
	}
}

func TestOtherPostsFillNoCell(t *testing.T) {
	grid := coverage.New()
	grid.Add(schemas.ItemAttach, "update", coverage.AcceptedWithID)
	grid.Add("", "", coverage.NoAnswer)
	if seen, _ := grid.Seen(); seen != 0 {
		t.Fatalf("%d cells seen", seen)
	}
	if !strings.Contains(grid.String(), "2 other posts") {
		t.Fatalf("got %s", grid)
	}
}

func TestMergeAndJSON(t *testing.T) {
	a, b := coverage.New(), coverage.New()
	a.Add(schemas.Device, "add", coverage.AcceptedWithID)
	b.Add(schemas.Device, "add", coverage.AcceptedWithID)
	b.Add(schemas.Operation, "remove", coverage.NoAnswer)
	a.Merge(b)
	if n := a.Count(schemas.Act{Kind: schemas.Device, Type: "add"}, coverage.AcceptedWithID); n != 2 {
		t.Fatalf("got %d, want 2", n)
	}
	var out struct {
		Seen, Of int
		Cells    []struct {
			Kind, Type, Outcome string
			Count               int
		}
	}
	text, err := json.Marshal(a)
	if err != nil || json.Unmarshal(text, &out) != nil {
		t.Fatal(err, string(text))
	}
	if out.Seen != 2 || out.Of != 42 || len(out.Cells) != 42 || out.Cells[0].Count != 2 {
		t.Fatalf("got %s", text)
	}
}

func TestGridReadsWhatItWrote(t *testing.T) {
	a, b := coverage.New(), coverage.New()
	a.Add(schemas.Operation, "remove", coverage.NoAnswer)
	a.Add(schemas.Device, "attach", coverage.NoAnswer)
	text, err := json.Marshal(a)
	if err != nil || json.Unmarshal(text, b) != nil {
		t.Fatal(err, string(text))
	}
	if a.String() != b.String() {
		t.Errorf("got\n%s\nwanted\n%s", b, a)
	}
	if err := json.Unmarshal([]byte(`{"cells": 7}`), b); err == nil {
		t.Error("a grid without cells was taken")
	}
}

func Example() {
	grid := coverage.New()
	grid.Add(schemas.Device, "add", coverage.OutcomeOf(200, true, false))
	grid.Add(schemas.Device, "add", coverage.OutcomeOf(409, false, true))
	fmt.Println(grid.Percent(), "%")
	// Output: 4 %
}
