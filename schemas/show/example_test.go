package show_test

import (
	"fmt"
	"net/http"

	"github.com/erpkit/erpkit/schemas/show"
)

func Example() {
	header := show.Header(http.Header{"Authorization": {"Bearer 12345"}, "Content-Type": {"application/json"}})
	fmt.Println(show.Line{Method: "POST", URL: show.URL("http://erp.example/device?token=1"), Header: header, Body: []byte(`{"type":"add"}`)})
	// Output: curl -sS -i --globoff -X 'POST' -H 'Authorization: Bearer ***' -H 'Content-Type: application/json' -H 'Expect:' --data-raw '{"type":"add"}' 'http://erp.example/device?token=***'
}
