package mockerp_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp"
)

// BenchmarkPost is one post through the ERP door in process: the five steps without the network.
func BenchmarkPost(b *testing.B) {
	server, err := mockerp.New(mockerp.Config{Addr: "127.0.0.1:0", ControlAddr: "127.0.0.1:0"})
	if err != nil {
		b.Fatal(err)
	}
	defer server.Close(b.Context())
	handler := server.ERPHandler()
	body := device("add", "SN-1", "")
	b.ReportAllocs()
	for b.Loop() {
		request := httptest.NewRequest(http.MethodPost, "/device", strings.NewReader(body))
		request.Header.Set("Content-Type", "application/json")
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		if recorder.Code != http.StatusOK {
			b.Fatal(fmt.Sprint(recorder.Code, recorder.Body))
		}
	}
}
