package coverage

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

func TestEveryAnswerHasItsOutcome(t *testing.T) {
	for _, c := range []struct {
		status      int
		id, message bool
		want        Outcome
	}{
		{200, true, false, AcceptedWithID},
		{204, false, false, AcceptedWithoutID},
		{302, false, true, AcceptedWithoutID}, // T2: also a redirect
		{399, true, true, AcceptedWithID},
		{400, true, true, RefusedWithWords},
		{400, true, false, RefusedSilently},
		{409, false, true, RefusedWithWords},
		{404, true, false, RefusedSilently},
		{499, false, true, RefusedWithWords},
		{500, false, true, ServerError},
		{599, false, false, ServerError},
		{0, false, false, NoAnswer},
	} {
		if got := OutcomeOf(c.status, c.id, c.message); got != c.want {
			t.Errorf("%d: got %q, want %q", c.status, got, c.want)
		}
	}
}

func TestGridHasSevenActsBySixOutcomes(t *testing.T) {
	grid := New()
	if seen, of := grid.Seen(); seen != 0 || of != 42 {
		t.Fatalf("got %d of %d, want 0 of 42", seen, of)
	}
	for _, act := range schemas.Acts() {
		for _, outcome := range Outcomes() {
			grid.Add(act.Kind, act.Type, outcome)
		}
	}
	if grid.Percent() != 100 {
		t.Fatalf("every cell was seen, but it says %d %%", grid.Percent())
	}
}

func TestOtherPostsFillNoCell(t *testing.T) {
	grid := New()
	grid.Add(schemas.ItemAttach, "update", AcceptedWithID)
	grid.Add("", "", NoAnswer)
	if seen, _ := grid.Seen(); seen != 0 {
		t.Fatalf("%d cells seen", seen)
	}
	if !strings.Contains(grid.String(), "2 other posts") {
		t.Fatalf("got %s", grid)
	}
}

// An empty cell is a dot, and other posts are told only where there are any.
func TestGrid_StringShowsCounts(t *testing.T) {
	grid := New()
	for range 12 {
		grid.Add(schemas.Device, "add", AcceptedWithoutID)
	}
	grid.Add(schemas.Device, "add", NoAnswer)
	lines := strings.Split(grid.String(), "\n")
	want := "device add                          .                   12                     .                        .             .          1"
	if lines[1] != want {
		t.Errorf("got\n%s\nwant\n%s", lines[1], want)
	}
	if last := lines[len(lines)-2]; last != "2 of 42 cells seen (4 %)" {
		t.Errorf("the last line is %q", last)
	}
}

func TestMergeAndJSON(t *testing.T) {
	a, b := New(), New()
	a.Add(schemas.Device, "add", AcceptedWithID)
	b.Add(schemas.Device, "add", AcceptedWithID)
	b.Add(schemas.Operation, "remove", NoAnswer)
	a.Merge(b)
	if n := a.Count(schemas.Act{Kind: schemas.Device, Type: "add"}, AcceptedWithID); n != 2 {
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
	a, b := New(), New()
	a.Add(schemas.Operation, "remove", NoAnswer)
	a.Add(schemas.Device, "attach", NoAnswer)
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
	grid := New()
	grid.Add(schemas.Device, "add", OutcomeOf(200, true, false))
	grid.Add(schemas.Device, "add", OutcomeOf(409, false, true))
	fmt.Println(grid.Percent(), "%")
	// Output: 4 %
}
