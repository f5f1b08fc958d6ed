package script

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/fault"
	"github.com/erpkit/erpkit/schemas"
)

// What an answer says of the wire arrives as it was written.
func TestAnswersSayWhatBecomesOfThem(t *testing.T) {
	tests := map[string]Answer{
		"{fault: timeout}":                         {Pass: true, Fault: fault.Fault{Kind: fault.Timeout}},
		"{fault: timeout, commit: true}":           {Pass: true, Fault: fault.Fault{Kind: fault.Timeout}, Commit: true},
		"{fault: {kind: empty}, status: 201}":      {Status: 201, Fault: fault.Fault{Kind: fault.Empty}},
		"{fault: drip, body: x}":                   {Status: 200, Body: []byte("x"), Fault: fault.Fault{Kind: fault.Drip}},
		"{fault: {kind: drip, bytesPerSecond: 7}}": {Pass: true, Fault: fault.Fault{Kind: fault.Drip, BytesPerSecond: 7}},
		"{fault: reset-in-body, base64: AA==}":     {Status: 200, Body: []byte{0}, Fault: fault.Fault{Kind: fault.ResetBody}},
		"{fault: truncated-json, pass: true}":      {Pass: true, Fault: fault.Fault{Kind: fault.TruncatedJSON}},
		"{down: 1m30s}":                            {Pass: true, Down: 90 * time.Second},
		"{down: 2s, commit: true, delay: 1s}":      {Pass: true, Down: 2 * time.Second, Commit: true, Delay: time.Second},
		"{delay: 2s}":                              {Status: 200, Delay: 2 * time.Second},
		"{delay: {uniform: [2s, 2s]}}":             {Status: 200, Delay: 2 * time.Second},
		"{status: 302, headers: {Location: /x}}":   {Status: 302},
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			got, ok := Start(rulesOf(t, "- answer: "+text)).Answer(Post{})
			got.Header, want.Rule = nil, "rule 1"
			if !ok || !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

// The published schema has the faults that there are, and no others.
func TestSchemaHasTheFaultsThatThereAre(t *testing.T) {
	text, err := schemas.File("script.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var published struct {
		Defs struct {
			FaultKind struct{ Enum []fault.Kind }
		} `json:"$defs"`
	}
	if err := json.Unmarshal(text, &published); err != nil {
		t.Fatal(err)
	}
	var want []fault.Kind
	for _, known := range fault.Kinds() {
		want = append(want, known.Kind)
	}
	if got := published.Defs.FaultKind.Enum; !reflect.DeepEqual(got, want) {
		t.Errorf("the schema has %v, want %v", got, want)
	}
}

// delays gives the delays of n answers of a run.
func delays(t testing.TB, answer string, seed uint64, run string, n int) []time.Duration {
	t.Helper()
	live := Start(rulesOf(t, "- answer: {delay: "+answer+"}"), WithSeed(seed))
	list := make([]time.Duration, n)
	for i := range list {
		got, _ := live.Answer(Post{Run: run})
		list[i] = got.Delay
	}
	return list
}

func TestUniformDelays(t *testing.T) {
	const n = 2000
	sum, least, most := time.Duration(0), time.Hour, time.Duration(0)
	for _, d := range delays(t, "{uniform: [1s, 3s]}", 7, "main", n) {
		if d < time.Second || d > 3*time.Second {
			t.Fatalf("a delay is %v", d)
		}
		sum, least, most = sum+d, min(least, d), max(most, d)
	}
	if mean := sum / n; mean < 1950*time.Millisecond || mean > 2050*time.Millisecond || least > 1010*time.Millisecond || most < 2990*time.Millisecond {
		t.Errorf("the mean is %v of delays from %v to %v", mean, least, most)
	}
}

func TestLogNormalDelays(t *testing.T) {
	const n = 4000
	below, far := 0, 0
	for _, d := range delays(t, "{logNormal: {median: 200ms, sigma: 0.5, most: 700ms}}", 7, "main", n) {
		if d <= 0 || d > 700*time.Millisecond {
			t.Fatalf("a delay is %v", d)
		}
		if d < 200*time.Millisecond {
			below++
		}
		if d > 533*time.Millisecond { // 200ms * e^(1.96*0.5): one in 40
			far++
		}
	}
	if below < n*47/100 || below > n*53/100 || far < n*15/1000 || far > n*35/1000 {
		t.Errorf("of %d delays %d are below the median and %d beyond 1.96 sigma", n, below, far)
	}
	for _, d := range delays(t, "{logNormal: {median: 200ms, sigma: 0}}", 7, "main", 10) {
		if d < 199999*time.Microsecond || d > 200*time.Millisecond {
			t.Errorf("without sigma a delay is %v", d)
		}
	}
}

// The same seed gives the same delays; another seed, run or number gives others.
func TestDelaysReplay(t *testing.T) {
	const shape = "{uniform: [0s, 10m]}"
	first := delays(t, shape, 7, "main", 50)
	if again := delays(t, shape, 7, "main", 50); !reflect.DeepEqual(first, again) {
		t.Error("the same seed gave other delays")
	}
	seen := map[time.Duration]string{}
	for _, of := range []struct {
		seed uint64
		run  string
	}{{7, "main"}, {8, "main"}, {7, "line-5"}, {7, ""}} {
		for i, d := range delays(t, shape, of.seed, of.run, 50) {
			here := fmt.Sprintf("seed %d run %q number %d", of.seed, of.run, i)
			if before := seen[d]; before != "" {
				t.Errorf("%s has the delay of %s", here, before)
			}
			seen[d] = here
		}
	}
}

// The example in the published schema is a script that can be played.
func TestExampleOfTheSchema(t *testing.T) {
	text, err := schemas.File("script.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var published struct{ Examples []json.RawMessage }
	if err := json.Unmarshal(text, &published); err != nil || len(published.Examples) == 0 {
		t.Fatalf("%d examples (%v)", len(published.Examples), err)
	}
	for _, example := range published.Examples {
		if _, err := Parse("example", example); err != nil {
			t.Error(err)
		}
	}
}
