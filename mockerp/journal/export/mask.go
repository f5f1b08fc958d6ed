package export

import (
	"net/http"

	"github.com/erpkit/erpkit/schemas/show"
)

// Masked stands where a secret was.
const Masked = show.Masked

// MaskHeader copies a header without its secrets, as show.Header does.
func MaskHeader(header http.Header) http.Header { return show.Header(header) }

// MaskURL hides the secrets of a URL, as show.URL does.
func MaskURL(raw string) string { return show.URL(raw) }
