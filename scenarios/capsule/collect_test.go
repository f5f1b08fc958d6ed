package capsule

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// The error names all runs that match, or enough of them and says that there are others.
func TestSeveralRunsAreNamed(t *testing.T) {
	for runs, want := range map[int]string{3: "choose a run, line-1, line-2 or line-3", 8: "line-7 or line-8", 9: "line-8 and others", 50: "line-8 and others"} {
		var posts []*traffic.Exchange
		for i := range 3 * runs {
			posts = append(posts, &traffic.Exchange{Run: fmt.Sprintf("line-%d", i%runs+1), Request: traffic.Request{Body: []byte(`{"type":"add"}`)}})
		}
		_, err := Collect(fromList(posts), Around{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d runs: got %v, want %q", runs, err, want)
		}
	}
}

// An editor finds the schema that the first lines name.
func TestTheSchemaCanBeFound(t *testing.T) {
	made := mustMake(t, []*traffic.Exchange{recorded(`{"type":"add"}`, 200, "")}, Options{})
	const want = "\n# yaml-language-server: $schema=https://github.com/erpkit/erpkit/schemas/scenario.schema.json\n"
	if !strings.Contains(string(made.Text), want) {
		t.Errorf("no %q in\n%s", want, made.Text)
	}
}

// recorded is a post to the device integration and its answer, as in a capture that no mock has judged.
func recorded(body string, status int, answer string) *traffic.Exchange {
	return &traffic.Exchange{
		Kind: schemas.Device, Origin: &traffic.Origin{Unknown: traffic.Judgement},
		Request: traffic.Request{Method: "POST", Body: []byte(body)}, Answer: traffic.Answer{Status: status, Body: []byte(answer)},
	}
}

// A source that follows the hints gives what one that passes on everything gives: of a serial on one stock, on two, on none, and
// of posts that name the stock and another serial.
func TestHintsLeaveOutNothing(t *testing.T) {
	store := journal.NewMemory(1000, 1<<20)
	var all []*traffic.Exchange
	for i, member := range []string{
		`"serial":"SN-1","stockId":"a"`, `"serial":"SN-2","stockId":"a"`, `"serial":"SN-2","stockId":"b"`, `"serial":"SN-3","stockId":"c"`,
		`"serial":"SN-3"`, `"serial":"SN-4","stockId":"c"`, `"serial":"","stockId":"a"`, `"serial":"SN-5","stockId":7`, `"stockId":"b"`,
		`"serial":"SN-6","stockId":"` + strings.Repeat("x", 3000) + `"`, `"stockId":"` + strings.Repeat("x", 3000) + `"`,
	} {
		x := recorded(`{"type":"add",`+member+`}`, 200, "{}")
		x.Run = "line-1"
		payload, _ := schemas.Parse(x.Request.Body)
		if x.Index(payload); i%2 == 0 {
			x = &traffic.Exchange{Run: x.Run, Kind: x.Kind, Serial: x.Serial, Request: x.Request, Answer: x.Answer}
		}
		if err := store.Append(x); err != nil {
			t.Fatal(err)
		}
		all = append(all, x)
	}
	for n := 1; n <= 6; n++ {
		around := Around{Serial: fmt.Sprint("SN-", n)}
		got, err := Collect(FromStore(store), around)
		wanted, _ := Collect(fromList(all), around)
		if err != nil || len(wanted) == 0 || !slices.Equal(got, wanted) {
			t.Errorf("%s: %d exchanges, wanted %d (%v)", around, len(got), len(wanted), err)
		}
	}
}
