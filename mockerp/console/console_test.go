package console_test

import (
	"cmp"
	"encoding/json"
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/console"
)

// policy keeps what comes in posts from being more than text; see TestPage_ShowsHostileTextAsText.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
	"require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors 'none'"

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
		if got := answer.Header().Get("Content-Security-Policy"); !strings.HasPrefix(got, policy) {
			t.Errorf("%s: the policy is %s", path, got)
		}
	}
}

var (
	asked    = regexp.MustCompile("(?:ask(?:<[^;]*?>)?|send(?:<[^;]*?>)?|EventSource)\\((?:\"(GET|PUT|POST|DELETE)\", )?[\"`]([^\"`?]+)[\"`?]([^\\n]*)")
	inPath   = regexp.MustCompile(`\$?\{[^}]*\}`) // a part of a path, as TypeScript and as OpenAPI write it
	methodIn = regexp.MustCompile(`method: "(\w+)"`)
)

// What the page does it does by what the OpenAPI document says.
func TestPage_AsksForWhatIsPublished(t *testing.T) {
	var document struct{ Paths map[string]map[string]any }
	if err := json.Unmarshal([]byte(readFile(t, "../control/openapi.json")), &document); err != nil {
		t.Fatal(err)
	}
	isPublished := func(method, asked string) bool {
		for path, methods := range document.Paths {
			if methods[strings.ToLower(method)] != nil && regexp.MustCompile("^"+inPath.ReplaceAllString(path, "[^/]+")+"$").MatchString(asked) {
				return true
			}
		}
		return false
	}
	found := 0
	for _, pattern := range []string{"web/*.ts*", "web/*/*.ts*"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			for _, one := range asked.FindAllStringSubmatch(readFile(t, file), -1) {
				found++
				path, method := "/api/v1/"+strings.TrimPrefix(strings.TrimPrefix(one[2], "api/v1"), "/"), cmp.Or(one[1], "GET")
				if option := methodIn.FindStringSubmatch(one[3]); option != nil {
					method = option[1]
				}
				if !isPublished(method, inPath.ReplaceAllString(path, "x")) {
					t.Errorf("%s asks for %s %s, which the OpenAPI document does not have", file, method, path)
				}
			}
		}
	}
	if found < 28 {
		t.Errorf("only %d questions were found in the source of the page", found)
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
