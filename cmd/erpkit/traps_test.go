package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traps"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

var updateTraps = flag.Bool("update-traps", false, "write anew what the MES understands of each trap")

// waited is how long a post took. It varies: the traps name the time-out of the sender.
var waited = regexp.MustCompile(`within [0-9.]+m?s`)

const toldWait = "within 30s"

// The reference sender understands what each trap says that the MES understands, on the real mock and over a real
// connection.
func TestTraps_AreUnderstoodAsTheySay(t *testing.T) {
	for _, trap := range traps.List() {
		t.Run(trap.Name, func(t *testing.T) {
			t.Parallel()
			s, err := traps.Script(trap.Name)
			if err != nil {
				t.Fatal(err)
			}
			mock := mockerptest.Start(t, mockerptest.WithScript(s))
			station := trapStation{url: mock.URL(), ids: map[string]string{}, stocks: map[string]string{}}
			var got []script.Understood
			for _, step := range trap.WhatTheMESUnderstands {
				understood, clauses := station.post(t, step)
				got = append(got, understood)
				for _, clause := range clauses {
					if !slices.Contains(trap.Clauses, clause) {
						t.Errorf("%s: the answer breaks %s, which the trap does not name", step.Post, clause)
					}
				}
			}
			switch {
			case *updateTraps:
				writeUnderstood(t, trap.Name, got)
			case !reflect.DeepEqual(got, trap.WhatTheMESUnderstands):
				t.Errorf("the MES understands\n%+v\nand the trap says\n%+v", got, trap.WhatTheMESUnderstands)
			}
			if never := neverUsed(t, mock.ControlURL()); len(never) > 0 {
				t.Errorf("no post uses %v", never)
			}
		})
	}
}

// trapStation posts what the steps of a trap say, with the ids that the ERP gave.
type trapStation struct {
	url         string
	ids, stocks map[string]string // by serial
}

func (s *trapStation) post(t *testing.T, step script.Understood) (script.Understood, []string) {
	t.Helper()
	client, err := sender.NewClient(sender.Options{Timeout: patienceFor(step)})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	kind, payload, serial := s.payload(t, step.Post)
	result := client.Post(t.Context(), s.url+"/"+string(kind), payload)
	if result.ExternalID != "" && kind == schemas.Device {
		s.ids[serial] = result.ExternalID
	}
	var clauses []string
	for _, finding := range result.Findings {
		clauses = append(clauses, finding.Clause)
	}
	words := waited.ReplaceAllString(result.Words, toldWait)
	return script.Understood{Post: step.Post, Accepted: result.Accepted, Words: words}, clauses
}

// patienceFor is short only if the trap says that no answer comes.
func patienceFor(step script.Understood) time.Duration {
	if strings.Contains(step.Words, toldWait) || *updateTraps {
		return 2 * time.Second
	}
	return sender.DefaultTimeout
}

// payload makes the payload of `device add SN-1`, `device update SN-1 SN-2`, `device remove SN-2`
// or `operation add SN-1`.
func (s *trapStation) payload(t *testing.T, words string) (kind schemas.Kind, payload any, serial string) {
	t.Helper()
	parts := strings.Fields(words)
	if len(parts) < 3 {
		t.Fatalf("a trap posts %q", words)
	}
	serial = parts[len(parts)-1]
	const workOrder, sku = "WO-1", "PUMP"
	const first, second, third = "8be4d280-0978-11f0-85c4-17a4d49812dc", "3e8c75d1-3b7b-4416-a525-a4441056e9bf", "0b0c9c4e-97a5-4b5f-8a55-4f3a9a4b6d10"
	switch strings.Join(parts[:2], " ") {
	case "device add", "device update", "device remove":
		p := schemas.DevicePayload{
			Type: parts[1], WorkorderNumber: workOrder, SKU: sku, Serial: serial, WorkorderID: first, StockID: s.stockOf(serial), SessionID: second,
		}
		if parts[1] == "update" {
			p.OldSerial, p.StockID, s.ids[serial] = &parts[2], s.stockOf(parts[2]), s.ids[parts[2]]
			s.stocks[serial] = p.StockID
		}
		if id := s.ids[serial]; id != "" && parts[1] != "add" {
			p.ExternalID = &id
		}
		return schemas.Device, p, serial
	case "operation add":
		return schemas.Operation, schemas.OperationPayload{
			Type: "add", WorkorderNumber: workOrder, SKU: sku, Serial: &serial, ActCode: "ASSY", WorkCenterCode: "WC-1", Position: 10,
			ValidQty: "1", InvalidQty: "0", WorkorderID: first, StockID: third, SessionID: second,
		}, serial
	}
	t.Fatalf("a trap posts %q", words)
	return "", nil, ""
}

// stockOf gives each device a stock id, which it keeps when its serial changes.
func (s *trapStation) stockOf(serial string) string {
	if s.stocks[serial] == "" {
		s.stocks[serial] = fmt.Sprintf("5d1c0a7e-2f7b-4c1e-9d59-%012d", len(s.stocks)+1)
	}
	return s.stocks[serial]
}

// neverUsed asks the control door which rules were never used.
func neverUsed(t *testing.T, controlURL string) []string {
	t.Helper()
	var view struct{ NeverUsed []string }
	answer, err := http.Get(controlURL + "/api/v1/script?run=default")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(&view); err != nil || answer.StatusCode != http.StatusOK || view.NeverUsed == nil {
		t.Fatalf("the script cannot be asked for: %d %v", answer.StatusCode, err)
	}
	return view.NeverUsed
}

// writeUnderstood writes the last part of the file of a trap.
func writeUnderstood(t *testing.T, name string, steps []script.Understood) {
	t.Helper()
	path := filepath.Join("..", "..", "mockerp", "traps", "catalogue", name+".yaml")
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, _, found := bytes.Cut(source, []byte("\nunderstood:\n"))
	if !found {
		t.Fatalf("%s has no understood", path)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\nunderstood:\n", head)
	for _, step := range steps {
		words, err := schemas.JSON(step.Words)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "  - post: %s\n    accepted: %v\n    words: %s\n", step.Post, step.Accepted, words)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTraps_AreListed(t *testing.T) {
	got := runErpkit(t, "", "traps")
	if got.code != exitOK || !strings.Contains(got.stdout, "redirect-to-login (T2, E8)") || !strings.Contains(got.stdout, "device add SN-1: success.") || !strings.Contains(got.stdout, "does not follow") {
		t.Errorf("got %d\n%s", got.code, got.stdout)
	}
	var list struct {
		Version int
		Traps   []traps.Trap
	}
	got = runErpkit(t, "", "traps", "--json")
	if err := json.Unmarshal([]byte(got.stdout), &list); err != nil || list.Version != 1 || !reflect.DeepEqual(list.Traps, traps.List()) {
		t.Errorf("got %d (%v)\n%.500s", got.code, err, got.stdout)
	}
}

func TestTraps_PrintsOne(t *testing.T) {
	got := runErpkit(t, "", "traps", "id-as-number")
	if _, err := script.Parse("printed", []byte(got.stdout)); got.code != exitOK || err != nil {
		t.Errorf("got %d: %v", got.code, err)
	}
	if got := runErpkit(t, "", "traps", "id-as-numbr"); got.code != exitUsage || !strings.Contains(got.stderr, `did you mean "id-as-number"?`) {
		t.Errorf("got %+v", got)
	}
	if got := runErpkit(t, "", "traps", "id-as-number", "--json"); got.code != exitUsage {
		t.Errorf("got %+v", got)
	}
}
