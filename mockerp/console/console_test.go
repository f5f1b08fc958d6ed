package console_test

import (
	"mime"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/console"
)

// What a browser is told about the page's files is not the machine's business: some have scripts down as plain text.
func TestFiles_HaveTheirOwnTypes(t *testing.T) {
	for ext, wrong := range map[string]string{".js": "text/plain", ".css": "application/x-css"} {
		right := mime.TypeByExtension(ext)
		t.Cleanup(func() { _ = mime.AddExtensionType(ext, right) })
		if err := mime.AddExtensionType(ext, wrong); err != nil {
			t.Fatal(err)
		}
	}
	page := console.New()
	for path, want := range map[string]string{"/": "text/html", "/page/main.js": "text/javascript", "/page/style.css": "text/css", "/page/icon.svg": "image/svg+xml"} {
		answer := httptest.NewRecorder()
		page.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
		if got := answer.Header().Get("Content-Type"); answer.Code != http.StatusOK || !strings.HasPrefix(got, want) {
			t.Errorf("%s: %d, %q, want %s", path, answer.Code, got, want)
		}
	}
}
