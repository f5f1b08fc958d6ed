package control

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// maxFile is the longest script or file of expectations in bytes that is read.
const maxFile = 1 << 20

// fileKind is what a body should be: one of the file formats of erpkit.
type fileKind string

const (
	scriptFile       fileKind = "script"
	expectationsFile fileKind = "expectations"
	orderBody        fileKind = "order"
)

// noun is the kind in a sentence.
func (k fileKind) noun() string {
	switch k {
	case expectationsFile:
		return "file of expectations"
	case orderBody:
		return "JSON body"
	}
	return "script"
}

// takeFile reads the body as a file of that kind. The refusal has every problem of the file.
func takeFile[T any](d *door, r *http.Request, kind fileKind, parse func(name string, src []byte) (T, error)) (T, *refusal) {
	var none T
	if said := checkFileType(kind, r.Header); said != nil {
		return none, said
	}
	body, release, said := d.readFile(kind, r)
	if said != nil {
		return none, said
	}
	defer release()
	if !d.parsing.take(r.Context()) {
		return none, refuseBusy()
	}
	defer d.parsing.leave()
	if r.Context().Err() != nil { // the caller left while others were read
		return none, refuseBusy()
	}
	const name = "request body"
	file, err := parse(name, body)
	if err == nil {
		return file, nil
	}
	var problems yamlfile.Problems
	if !errors.As(err, &problems) {
		problems = yamlfile.Problems{{File: name, Message: err.Error()}}
	}
	return none, refuseFile(kind, problems)
}

// checkFileType takes what editors, browsers and a plain curl call a text file.
func checkFileType(kind fileKind, header http.Header) *refusal {
	if encoding := header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return refuseFileType(kind, "Content-Encoding "+encoding)
	}
	got := header.Get("Content-Type")
	if got == "" {
		return nil
	}
	media, params, err := mime.ParseMediaType(got)
	known := slices.Contains([]string{
		"application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "text/vnd.yaml", "application/json", "text/json",
		"text/plain", "application/octet-stream", "application/x-www-form-urlencoded",
	}, media)
	charset := params["charset"]
	utf8 := charset == "" || strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "us-ascii")
	if err != nil || !known && !strings.HasSuffix(media, "+json") && !strings.HasSuffix(media, "+yaml") || !utf8 {
		return refuseFileType(kind, got)
	}
	return nil
}

// readFile reads a body. Long ones, and those of unknown length, share a bound until release.
func (d *door) readFile(kind fileKind, r *http.Request) (body []byte, release func(), said *refusal) {
	if r.ContentLength > maxFile {
		return nil, nil, refuseFileLength(kind)
	}
	release = func() {}
	if r.ContentLength < 0 || r.ContentLength > smallAnswer {
		if !d.large.TryAcquire(maxFile) {
			return nil, nil, refuseBusy()
		}
		release = func() { d.large.Release(maxFile) }
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxFile+1))
	switch {
	case err != nil:
		said = refuseCutShort(kind)
	case len(body) > maxFile:
		said = refuseFileLength(kind)
	case len(strings.TrimSpace(string(body))) == 0:
		said = refuseEmptyFile(kind)
	}
	if said != nil {
		release()
		return nil, nil, said
	}
	return body, release, nil
}
