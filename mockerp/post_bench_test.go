package mockerp_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/script"
)

// BenchmarkPost is one post through the ERP door in process: the five steps without the network.
func BenchmarkPost(b *testing.B) {
	benchmarkPost(b, mockerp.Config{}, device("add", "SN-1", ""), http.StatusOK)
}

// BenchmarkPost_Rules is one with a script of a hundred rules, none of which is about it: by a member with one value,
// by the same value of one member and a pattern for another, and by conditions that no index helps with.
func BenchmarkPost_Rules(b *testing.B) {
	for name, when := range map[string]string{
		"one value":   "{kind: device, type: add, members: {serial: XX-%d}}",
		"a pattern":   "{kind: device, members: {sku: '0007', serial: {matches: '^X%d-'}}}",
		"other kind":  "{kind: operation, members: {actCode: A-%d}}",
		"no literals": "{members: {serial: {matches: 'X%d-$'}}}",
	} {
		b.Run(name, func(b *testing.B) {
			text := "version: 1\nrules:\n"
			for i := range 100 {
				text += "- {when: " + fmt.Sprintf(when, i) + ", answer: {status: 409}}\n"
			}
			rules, err := script.Parse("rules", []byte(text))
			if err != nil {
				b.Fatal(err)
			}
			benchmarkPost(b, mockerp.Config{Script: rules}, device("add", "SN-1", ""), http.StatusOK)
		})
	}
}

// BenchmarkPost_Refused is one that breaks a clause.
func BenchmarkPost_Refused(b *testing.B) {
	benchmarkPost(b, mockerp.Config{}, device("add", "SN-1", `"oldSerial":"SN-0",`), http.StatusUnprocessableEntity)
}

func benchmarkPost(b *testing.B, config mockerp.Config, body string, status int) {
	config.Addr, config.ControlAddr = "127.0.0.1:0", "127.0.0.1:0"
	server, err := mockerp.New(config)
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
