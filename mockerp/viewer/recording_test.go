package viewer_test

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
	"github.com/erpkit/erpkit/mockerp/viewer"
	"github.com/erpkit/erpkit/schemas"
)

const device = `{"type":"add","workorderNumber":"NXT-915","sku":"0007","serial":"SN-7","workorderExternalId":null,
	"workorderId":"8be4d280-0978-11f0-85c4-17a4d49812dc","stockId":"8be4d280-0978-11f0-85c4-17a4d49812dd","sessionId":"3e8c75d1-3b7b-4416-a525-a4441056e9bf"}`

// open opens pasted traffic as erpkit view does.
func open(t *testing.T, text string) *capture.File {
	t.Helper()
	file, err := capture.Open("pasted.txt", strings.NewReader(text), int64(len(text)), capture.Detect([]byte(text)), "")
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func get(t *testing.T, shown *viewer.Recording, path string) string {
	t.Helper()
	server, err := viewer.Listen(shown, viewer.Options{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close(t.Context())
	answer, err := http.Get(server.URL() + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// What the file says, what it does not say and what is wrong with it stand at the exchange.
func TestRecording_SaysWhatIsKnownOfAnExchange(t *testing.T) {
	text := "POST http://erp.example/device HTTP/1.1\nContent-Type: application/json\n\n" + device + "\n" +
		"HTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"externalId\": 7}\n" +
		"POST http://erp.example/device HTTP/1.1\nContent-Type: application/json\n\n" + strings.Replace(device, "SN-7", "SN-8", 1) + "\n" +
		"GET http://erp.example/login HTTP/1.1\n\n"
	shown := viewer.NewRecording(10, 1<<20)
	if err := shown.Add("pasted.txt", traffic.Raw, open(t, text).Exchanges()); err != nil {
		t.Fatal(err)
	}
	f := shown.Files()[0]
	if f.Posts != 2 || f.Broken != 1 || f.FirstBroken != 1 || fmt.Sprint(f.Skipped) != "map[GET is not how the MES reports:1]" {
		t.Errorf("got %+v", f)
	}
	for path, wanted := range map[string][]string{
		"/api/v1/exchanges/1": {`"by":"upstream"`, `post 1 of pasted.txt.`, `"clause":"E3"`},
		"/api/v1/exchanges/2": {"No answer was captured", "nobody knows what the ERP booked", `"status":0`, `"lost":false`},
		"/api/v1/script":      {"no-script"},
		"/metrics":            {"Nothing is counted"},
		"/api/v1/coverage":    {`"exchanges":2`},
	} {
		said := get(t, shown, path)
		for _, text := range wanted {
			if !strings.Contains(said, text) {
				t.Errorf("%s: wanted %q in %s", path, text, said)
			}
		}
	}
}

// A journal is shown as the mock judged it, with the books that its mock would have.
func TestRecording_OfAJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	store, err := sqlite.Open(path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for n, status := range []int{200, 409} {
		x := &traffic.Exchange{
			Run: "line-4", Kind: schemas.Device, Type: "add", Serial: "SN-7", Booked: n == 0, Request: traffic.Request{Method: "POST", Body: []byte(device)},
			Answer: traffic.Answer{Status: status, Body: []byte(`{"externalId":"E-1"}`)},
		}
		if n == 1 {
			x.Findings = []schemas.Finding{{Clause: "F2", Level: schemas.Must}}
		}
		if err := store.Append(x); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	look, err := sqlite.OpenToRead(path)
	if err != nil {
		t.Fatal(err)
	}
	defer look.Close()
	told := 0
	shown, err := viewer.OpenJournal(t.Context(), "erp.journal", look, func(done, total int) { told = done * 10 / total })
	if err != nil || told != 10 {
		t.Fatalf("progress ended at %d tenths, %v", told, err)
	}
	if f := shown.Files()[0]; f.Posts != 2 || f.Broken != 1 || f.FirstBroken != 2 || f.FirstRefused != 2 || f.First != 1 || f.Last != 2 {
		t.Errorf("got %+v", f)
	}
	if said := get(t, shown, "/api/v1/runs/line-4/books"); !strings.Contains(said, `"E-1"`) || !strings.Contains(said, `"total":1`) {
		t.Errorf("the books: %s", said)
	}
}
