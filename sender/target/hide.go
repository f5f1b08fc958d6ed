package target

import "github.com/erpkit/erpkit/schemas/show"

// Hide takes out of a text that will be shown what the target was given as a header, as credentials or in a URL,
// whatever the name of it: an ERP may repeat it in its answers.
func (t Target) Hide(text string) string {
	var urls []string
	for _, address := range t.Given() {
		urls = append(urls, address.URL)
	}
	return show.NewHider(t.credentials().Secrets(), urls).Hide(text)
}
