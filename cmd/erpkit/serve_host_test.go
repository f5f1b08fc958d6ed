package main

import (
	"net/http"
	"testing"
)

// TestServe_AnswersToTheNamesOfTheControlDoor on any address. A request with another name could come from a web
// page.
func TestServe_AnswersToTheNamesOfTheControlDoor(t *testing.T) {
	_, control := served(t, "--control-host", "mock.example")
	for host, want := range map[string]int{"mock.example": 200, "localhost": 200, "evil.example": 403} {
		request, err := http.NewRequest(http.MethodGet, control+"/api/v1/runs", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = host
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("as %s: %d, want %d", host, answer.StatusCode, want)
		}
	}
	if got := runErpkit(t, "", "serve", "--control-host", "http://mock.example:8086"); got.code != exitUsage {
		t.Errorf("a URL for a name: %+v", got)
	}
}
