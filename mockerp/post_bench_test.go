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
func BenchmarkPost(b *testing.B) { benchmarkPost(b, device("add", "SN-1", ""), http.StatusOK) }

// BenchmarkPost_Refused is one that breaks a clause.
func BenchmarkPost_Refused(b *testing.B) {
	benchmarkPost(b, device("add", "SN-1", `"oldSerial":"SN-0",`), http.StatusUnprocessableEntity)
}

func benchmarkPost(b *testing.B, body string, status int) {
	server, err := mockerp.New(mockerp.Config{Addr: "127.0.0.1:0", ControlAddr: "127.0.0.1:0"})
	if err != nil {
		b.Fatal(err)
	}
	defer server.Close(b.Context())
	handler := server.ERPHandler()
	b.ReportAllocs()
	for b.Loop() {
		request := httptest.NewRequest(http.MethodPost, "/device", strings.NewReader(body))
		request.Header.Set("Content-Type", "application/json")
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		if recorder.Code != status {
			b.Fatal(fmt.Sprint(recorder.Code, recorder.Body))
		}
	}
}
