package sender

import "github.com/erpkit/erpkit/schemas/show"

// MaskURL hides the user information and the secret query members of a URL, for output, as show.URL does.
func MaskURL(raw string) string { return show.URL(raw) }
