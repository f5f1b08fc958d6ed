package target

import (
	"encoding/json"
	"net/http"
	"strings"
)

// Hide takes the values of the target's headers out of a text that will be shown: an ERP may repeat
// them in its answers.
func (t Target) Hide(text string) string {
	for _, secret := range t.secrets() {
		text = strings.ReplaceAll(text, secret, "***")
	}
	return text
}

// secrets are the values to hide, as they are and as they look inside JSON. Values that are too short to be
// secrets stay, for they would blot out ordinary text, and so do those of headers that say nothing of who posts.
func (t Target) secrets() []string {
	const shortest = 4
	var all []string
	add := func(value string) {
		if len(value) < shortest {
			return
		}
		all = append(all, value)
		if quoted, err := json.Marshal(value); err == nil && string(quoted) != `"`+value+`"` {
			all = append(all, strings.Trim(string(quoted), `"`))
		}
	}
	for name, values := range t.Headers {
		switch http.CanonicalHeaderKey(name) {
		case "Content-Type", "Accept", "Accept-Language", "User-Agent":
			continue
		}
		for _, value := range values {
			add(value)
			if _, bare, isScheme := strings.Cut(value, " "); isScheme {
				add(bare)
			}
		}
	}
	return all
}
