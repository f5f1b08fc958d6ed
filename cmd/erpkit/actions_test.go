package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/control/client"
	"github.com/erpkit/erpkit/mockerp/journal"
)

// perform asks the control door for an action, checks the status and decodes the answer.
func perform[T any](t *testing.T, door, action, order string, status int) (made T) {
	t.Helper()
	answer, err := http.Post(door+"/api/v1/actions/"+action, "application/json", strings.NewReader(order))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != status || json.Unmarshal(body, &made) != nil {
		t.Fatalf("%s %s: %d %s, %v", action, order, answer.StatusCode, body, err)
	}
	return made
}

func TestActions_AShiftIsPlayedOnTheMockAndSavedAsAStory(t *testing.T) {
	_, door := served(t)
	c, err := client.New(client.Options{URL: door})
	if err != nil {
		t.Fatal(err)
	}
	perform[api.ShiftOrder](t, door, "shift", `{"events":12,"run":"demo"}`, http.StatusAccepted)
	page, err := c.Wait(t.Context(), journal.Filter{Run: "demo"}, 12, 20*time.Second)
	if err != nil || !page.Enough || page.Total != 12 {
		t.Fatalf("the shift came to %d posts, %v", page.Total, err)
	}
	for _, mask := range []bool{false, true} {
		first := page.Exchanges[0]
		made := perform[api.Capsule](t, door, "capsule", fmt.Sprintf(`{"exchange":%d,"mask":%t}`, first.ID, mask), http.StatusOK)
		if named := strings.Contains(made.Text, cmp.Or(first.Serial, first.WorkOrder)); named == mask {
			t.Errorf("mask is %t: %s", mask, made.Text)
		}
		file := writeFile(t, made.File, made.Text)
		if got := runErpkit(t, "", "run", file); got.code != exitOK {
			t.Errorf("mask is %t: the story does not run: %+v\n%s", mask, got, made.Text)
		}
	}
}

func TestActions_SendsTheVeryPostAgain(t *testing.T) {
	url, door := served(t)
	if got := runErpkit(t, "", "send", "device", "add", "--serial", "SN-1", "--url", url+"/r/line-4", "--state", filepath.Join(t.TempDir(), "s.json")); got.code != exitOK {
		t.Fatalf("got %+v", got)
	}
	sent := perform[api.Sent](t, door, "send", `{"exchange":1}`, http.StatusOK)
	if sent.Exchange != 2 || sent.Status != 200 || !sent.Understood.Accepted || sent.Words == "" {
		t.Errorf("got %+v", sent)
	}
	c, err := client.New(client.Options{URL: door})
	if err != nil {
		t.Fatal(err)
	}
	first, err := c.Exchange(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	second, err := c.Exchange(t.Context(), 2)
	if err != nil || second.Run != "line-4" || string(second.Request.Base64) != string(first.Request.Base64) || second.Request.URL != first.Request.URL {
		t.Errorf("sent was %+v, %v", second.Request, err)
	}
}

// A mock in front of a real ERP must not post: the ERP would book it.
func TestActions_PostNothingToARealERP(t *testing.T) {
	erp, _ := served(t)
	_, door := served(t, "--upstream", erp)
	for _, action := range []string{"shift", "send"} {
		if said := perform[api.Refusal](t, door, action, `{}`, http.StatusNotFound); said.Code != "no-action" {
			t.Errorf("%s: %+v", action, said)
		}
	}
	c, err := client.New(client.Options{URL: door})
	if err != nil {
		t.Fatal(err)
	}
	if info, err := c.Info(t.Context()); err != nil || fmt.Sprint(info.Actions) != "[capsule]" {
		t.Errorf("offered is %v, %v", info.Actions, err)
	}
}
