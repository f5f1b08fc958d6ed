package families

import (
	"net/http/httptest"
	"testing"

	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/target"
)

// What a refusal repeats of the post says nothing, also where one name is the beginning of another.
func TestWording_LeavesOutWhatThePostSaid(t *testing.T) {
	x := check.Exchange{Result: sender.Result{Message: "SN-12, SN-1, SN-, SN, S: 17 times add"}}
	x.Result.Transcript.RequestBody = []byte(`{"type":"add","a":"S","b":"SN","c":"SN-","d":"SN-1","item":{"e":"SN-12"}}`)
	if got, want := wording(x), "#, #, #, #, #: 0 times add"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A target without devices has no ids of them, so none is to blame where a part is refused.
func TestCulprit_IsNoIDOfADeviceThatTheERPDoesNotHave(t *testing.T) {
	erp, err := brokenerps.Find("wants-a-parent-id-that-it-never-gave", brokenerps.Tempo{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		skip   []schemas.Kind
		clause string
	}{{nil, "I3"}, {[]schemas.Kind{schemas.Device}, ""}} {
		server := httptest.NewServer(erp.Handler())
		defer server.Close()
		refused := check.Check{Clause: "E1", Name: "a part", Run: func(k *check.T) {
			s := newStory(k, schemas.ItemAttach)
			s.prepare(schemas.ItemAttach)
			if _, clause := culprit(k, s, s.add(schemas.ItemAttach)); clause != c.clause {
				t.Errorf("without %v the clause is %q, want %q", c.skip, clause, c.clause)
			}
		}}
		runner, err := check.NewRunner(target.Target{Base: server.URL, Skip: c.skip}, []check.Check{refused}, check.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if r := runner.Run(t.Context())[0]; r.Outcome != check.Pass {
			t.Errorf("without %v: %s, %s", c.skip, r.Outcome, r.Reason)
		}
	}
}
