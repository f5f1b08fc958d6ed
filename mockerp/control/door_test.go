package control

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

func TestHandlerNamesWhatIsMissing(t *testing.T) {
	_, err := Handler(Options{})
	for _, name := range []string{"ERP", "Journal", "Ready", "Metrics", "ERPURL"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is missing, but the error is %v", name, err)
		}
	}
	m := start(t)
	m.options.MaxWait = -time.Second
	if _, err := Handler(m.options); err == nil {
		t.Error("a long poll of less than nothing was taken")
	}
}

func TestUnknownPathsNameTheirNeighbours(t *testing.T) {
	m := start(t)
	for path, wanted := range map[string]string{
		v1 + "/exchangs":                  "/api/v1/exchanges",
		v1 + "/exchanges/":                "/api/v1/exchanges",
		v1 + "/runs/line-4/":              "/api/v1/runs/{run}",
		v1 + "/runs/line-4/boks":          "/api/v1/runs/{run}/books",
		"/api/v2/exchanges":               "/api/v1/exchanges",
		"/healthy":                        "/healthz",
		v1:                                "/api/v1/",
		"/device":                         "http://127.0.0.1:8085",
		"/r/line-4/operation":             "http://127.0.0.1:8085",
		"/favicon.ico":                    "GET / lists what there is",
		"//":                              "GET / lists all",
		"/" + strings.Repeat("a", 10_000): "GET / lists what there is",
	} {
		got := m.get(t, 404, path)
		if message := fmt.Sprint(got["message"]); !strings.Contains(message, wanted) || len(message) > 600 {
			t.Errorf("%.40s: got %q, wanted %q in it", path, message, wanted)
		}
	}
}

func TestWrongMethods(t *testing.T) {
	m := start(t)
	for request, wanted := range map[string]string{
		"DELETE /":                         "GET, HEAD",
		"PATCH " + v1 + "/script":          "GET, HEAD, PUT, DELETE",
		"POST " + v1 + "/exchanges":        "GET, HEAD, DELETE",
		"GET " + v1 + "/reset":             "POST",
		"OPTIONS " + v1 + "/books":         "DELETE",
		"PUT " + v1 + "/runs/line-4/books": "GET, HEAD",
	} {
		method, path, _ := strings.Cut(request, " ")
		got := m.do(t, method, path, "")
		allow := map[string]bool{}
		for _, one := range strings.Split(got.header.Get("Allow"), ", ") {
			allow[one] = true
		}
		for _, one := range strings.Split(wanted, ", ") {
			if !allow[one] || len(allow) != len(strings.Split(wanted, ", ")) {
				t.Errorf("%s: got Allow: %s, wanted %s", request, got.header.Get("Allow"), wanted)
			}
		}
		if got.status != 405 {
			t.Errorf("%s: got %d", request, got.status)
		}
	}
	if got := m.want(t, 405, "POST", "/", "{}"); !strings.Contains(fmt.Sprint(got["message"]), "http://127.0.0.1:8085") {
		t.Errorf("a post of the MES to the wrong door is told %v", got)
	}
}

func TestHeadDoesWhatGetDoes(t *testing.T) {
	m := start(t)
	get := m.do(t, "GET", v1+"/clauses", "")
	head := m.do(t, "HEAD", v1+"/clauses", "")
	if head.status != 200 || len(head.body) != 0 || head.header.Get("Content-Length") != fmt.Sprint(len(get.body)) {
		t.Errorf("got %d, %d bytes, %v", head.status, len(head.body), head.header)
	}
}

// TestADefectLeavesTheConnection: the next request on it is answered.
func TestADefectLeavesTheConnection(t *testing.T) {
	m := start(t)
	m.panics = true
	m.code(t, "defect", m.get(t, 500, v1+"/runs"))
	m.panics = false
	m.get(t, 200, v1+"/runs")
}

// TestReadersWhoDoNotRead: long answers share a bound, so that they cannot fill the memory.
func TestReadersWhoDoNotRead(t *testing.T) {
	m := start(t, func(o *Options) { o.Journal = journal.NewMemory(10, 64<<20) })
	m.post(t, func(x *traffic.Exchange) { x.Request.Body = []byte(strings.Repeat("a", 8<<20)) })
	var idle []net.Conn
	for range mostLarge / (8 << 20 * 7 / 3) { // the text, and base64
		conn, err := net.Dial("tcp", m.server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "GET %s/exchanges/1 HTTP/1.1\r\nHost: localhost\r\n\r\n", v1)
		if _, err := bufio.NewReader(conn).Peek(1); err != nil { // its answer is on its way
			t.Fatal(err)
		}
		idle = append(idle, conn)
	}
	m.code(t, "busy", m.get(t, 503, v1+"/exchanges/1"))
	m.get(t, 200, v1+"/runs")
	for _, conn := range idle {
		conn.Close()
	}
	for m.do(t, "GET", v1+"/exchanges/1", "").status != 200 {
		if t.Context().Err() != nil {
			t.Fatal("the places did not come back")
		}
	}
}

// TestOddRequests: what no client library would send is answered as well.
func TestOddRequests(t *testing.T) {
	m := start(t)
	for request, wanted := range map[string]int{
		"GET / HTTP/1.0\r\n\r\n": 200,
		"GET http://localhost/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n":               200,
		"GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n":            403,
		"CONNECT localhost:1 HTTP/1.1\r\nHost: localhost:1\r\n\r\n":                      404,
		"GET /api/v1/runs/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n":                       400,
		"GET /api/v1/runs/..%2f..%2fetc HTTP/1.1\r\nHost: localhost\r\n\r\n":             404,
		"GET /api/v1/schemas/..%2fgo.mod HTTP/1.1\r\nHost: localhost\r\n\r\n":            404,
		"BREW /api/v1/runs HTTP/1.1\r\nHost: localhost\r\n\r\n":                          405,
		"GET /api/v1/exchanges/99999999999999999999 HTTP/1.1\r\nHost: localhost\r\n\r\n": 400,
	} {
		conn, err := net.Dial("tcp", m.server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(conn, request)
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatalf("%q: %v", request, err)
		}
		if response.StatusCode != wanted {
			t.Errorf("%q: got %d, wanted %d", request, response.StatusCode, wanted)
		}
		conn.Close()
	}
}

func TestIndex(t *testing.T) {
	m := start(t)
	text := m.do(t, "GET", "/?utm=1", "", "Accept", "text/html,*/*;q=0.8")
	for _, wanted := range []string{"http://127.0.0.1:8085/item-attach", v1 + "/exchanges/wait", m.server.URL + v1} {
		if !strings.Contains(string(text.body), wanted) {
			t.Errorf("%q is not in the index:\n%s", wanted, text.body)
		}
	}
	if got := m.want(t, 200, "GET", "/", "", "Accept", "application/json"); len(got["links"].([]any)) != len(m.document.operations) {
		t.Errorf("got %v", got)
	}
}

func TestInfo(t *testing.T) {
	m := start(t)
	m.post(t, nil)
	got := m.get(t, 200, v1+"/info")
	addresses, _ := got["addresses"].(map[string]any)
	stored, _ := got["journal"].(map[string]any)
	settings, _ := got["settings"].(map[string]any)
	if got["version"] != "1.2.3" || addresses["control"] != m.server.URL || addresses["erp"] != "http://127.0.0.1:8085" ||
		stored["exchanges"] != 1.0 || settings["mode"] != "enforce" {
		t.Errorf("got %v", got)
	}
}

// TestERPDocument: the door gives out the document that is kept with the schemas, and the same in JSON.
func TestERPDocument(t *testing.T) {
	m := start(t)
	kept, err := os.ReadFile("../../schemas/erp.openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if got := m.do(t, "GET", v1+"/erp.openapi.yaml", ""); got.status != 200 || string(got.body) != string(kept) {
		t.Errorf("got %d, %d bytes, and kept are %d", got.status, len(got.body), len(kept))
	}
	got := m.get(t, 200, v1+"/erp.openapi.json")
	if paths, _ := got["paths"].(map[string]any); got["openapi"] != "3.1.0" || paths["/item-attach"] == nil {
		t.Errorf("got %v", got)
	}
}

// TestContract: what is given out is what the judge uses.
func TestContract(t *testing.T) {
	m := start(t)
	clauses, _ := m.get(t, 200, v1+"/clauses")["clauses"].([]any)
	files, _ := m.get(t, 200, v1+"/schemas")["schemas"].([]any)
	if len(clauses) < 40 || len(files) < 5 {
		t.Errorf("got %d clauses and %d files", len(clauses), len(files))
	}
	for _, one := range files {
		file, _ := one.(map[string]any)
		got := m.do(t, "GET", fmt.Sprint(file["path"]), "")
		if got.status != 200 || file["title"] == "" || !strings.Contains(string(got.body), fmt.Sprint(file["id"])) {
			t.Errorf("%v: got %d", file, got.status)
		}
	}
	got := m.get(t, 404, v1+"/schemas/devise.schema.json")
	if !strings.Contains(fmt.Sprint(got["message"]), "did you mean device.schema.json?") {
		t.Errorf("got %v", got)
	}
}
