package console

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed bundle
var bundle embed.FS

// policy lets the page load nothing but its own files, and lets no text of a post become markup or script.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
	"require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// prefix is where the files of the page are; the page itself is at "/".
const prefix = "/page/"

// file is one file of the bundle, as it is sent.
type file struct {
	bytes       []byte
	contentType string
	tag         string
}

// New gives the handler of the page: GET / and the files below prefix, everything else is 404.
func New() http.Handler {
	files := read(bundle)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, prefix)
		if r.URL.Path == "/" {
			name = "index.html"
		}
		one, ok := files[name]
		if !ok || name == "index.html" && r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		one.send(w, r)
	})
}

// send answers with the file, or with 304 where the browser has it already.
func (f file) send(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Security-Policy", policy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Cache-Control", "no-cache") // a new version of the kit has another page
	header.Set("ETag", f.tag)
	header.Set("Content-Type", f.contentType)
	if r.Header.Get("If-None-Match") == f.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write(f.bytes) // a browser that went away needs no answer
}

// contentTypes are those of the page's files. The machine's own list is not asked: on some a program has put another type
// for scripts there, and the browser then refuses to run them.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml",
}

func read(from embed.FS) map[string]file {
	files := map[string]file{}
	names, _ := fs.Glob(from, "bundle/*") // the pattern is right, and it is the only error
	for _, name := range names {
		bytes, err := from.ReadFile(name)
		if err != nil {
			continue // a folder
		}
		sum := sha256.Sum256(bytes)
		files[path.Base(name)] = file{bytes, contentTypes[path.Ext(name)], `"` + hex.EncodeToString(sum[:8]) + `"`}
	}
	return files
}
