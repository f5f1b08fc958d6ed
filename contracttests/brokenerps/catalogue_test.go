package brokenerps_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/schemas"
)

func Example() {
	erp, err := brokenerps.Find("error-as-200", brokenerps.Tempo{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(erp.About, erp.Breaks)
	answer := httptest.NewRecorder()
	erp.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/device", strings.NewReader("no JSON")))
	fmt.Println(answer.Code, answer.Body)
	// Output:
	// answers 200 with an error inside when it refuses [T3]
	// 200 {"error":"The request is not a JSON object."}
}

func TestCatalogue(t *testing.T) {
	names, broken := map[string]bool{}, 0
	for _, erp := range brokenerps.Catalogue(brokenerps.Tempo{}) {
		if names[erp.Name] || erp.About == "" || strings.ContainsAny(erp.Name, " _") {
			t.Errorf("%q is not well described", erp.Name)
		}
		names[erp.Name] = true
		for _, id := range erp.Breaks {
			clause, known := schemas.ClauseByID(id)
			if !known || (erp.Right && clause.Level == schemas.Must) {
				t.Errorf("%s breaks %s, right: %v", erp.Name, id, erp.Right)
			}
		}
		if !erp.Right {
			broken++
			if len(erp.Breaks) == 0 {
				t.Errorf("%s breaks nothing", erp.Name)
			}
		}
	}
	if broken < 40 || len(names)-broken < 6 {
		t.Errorf("there are %d broken ERPs and %d right ones", broken, len(names)-broken)
	}
	if _, err := brokenerps.Find("none", brokenerps.Tempo{}); err == nil || !strings.Contains(err.Error(), "error-as-200") {
		t.Errorf("an unknown name gave %v", err)
	}
}

// Two ERPs of the same name know nothing of each other.
func TestEachHasBooksOfItsOwn(t *testing.T) {
	erp, err := brokenerps.Find("right", brokenerps.Tempo{})
	if err != nil {
		t.Fatal(err)
	}
	post := `{"type":"add","workorderNumber":"W","sku":"S","serial":"SN","workorderId":"a","stockId":"%s","sessionId":"c"}`
	status := func(h http.Handler, stock string) int {
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/device", strings.NewReader(fmt.Sprintf(post, stock))))
		return answer.Code
	}
	one, two := erp.Handler(), erp.Handler()
	if a, b, c := status(one, "1"), status(two, "1"), status(one, "2"); a != 200 || b != 200 || c != 409 {
		t.Errorf("got %d and %d, and %d for a serial that is taken", a, b, c)
	}
}
