package target

import "github.com/erpkit/erpkit/schemas/show"

// Hide removes from a text all secrets that the target was given in a header, as credentials or in a URL,
// whatever their name: an ERP may repeat them in its answers.
func (t Target) Hide(text string) string {
	var urls []string
	for _, address := range t.Given() {
		urls = append(urls, address.URL)
	}
	return show.NewHider(t.credentials().Secrets(), urls).Hide(text)
}
