package target

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"html"
	"net/url"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// Hide takes out of a text that will be shown what the target was given as a header, as credentials or in a URL,
// whatever the name of it: an ERP may repeat it in its answers.
func (t Target) Hide(text string) string {
	var pairs [][2]string
	for _, secret := range t.credentials().Secrets() {
		pairs = append(pairs, whole(secret)...)
	}
	for _, address := range t.Given() {
		pairs = append(pairs, ofURL(address.URL)...)
	}
	slices.SortStableFunc(pairs, func(a, b [2]string) int { return cmp.Compare(len(b[0]), len(a[0])) })
	var list []string
	for _, pair := range pairs {
		list = append(list, pair[0], pair[1])
	}
	return strings.NewReplacer(list...).Replace(text)
}

// ordinary tells whether a value is what other text may have as well: it is hidden only where it stands behind its
// name. Hidden everywhere it would make a report unreadable, and JSON with such a number in it wrong.
func ordinary(value string) bool {
	const shortest, shortestNumber = 4, 6
	number := strings.Trim(value, "0123456789.") == ""
	words := []string{"true", "false", "null", "json", "local", "update", "remove"}
	for _, kind := range schemas.Kinds() {
		words = append(words, string(kind))
	}
	return len(value) < shortest || number && len(value) < shortestNumber || slices.Contains(words, strings.ToLower(value))
}

// whole hides a secret wherever it stands: as it is, and as it looks in JSON, in a shell's quotes, in a URL and in HTML.
func whole(secret string) (pairs [][2]string) {
	if ordinary(secret) {
		return nil
	}
	forms := []string{secret, strings.ReplaceAll(secret, "'", `'\''`), url.QueryEscape(secret), url.PathEscape(secret), html.EscapeString(secret)}
	if quoted, err := json.Marshal(secret); err == nil {
		forms = append(forms, strings.Trim(string(quoted), `"`))
	}
	if quoted, err := schemas.JSON(secret); err == nil {
		forms = append(forms, strings.Trim(string(quoted), `"`))
	}
	for _, form := range forms {
		pairs = append(pairs, [2]string{form, show.Masked})
	}
	return pairs
}

// ofURL hides the password of a URL and the values of its query.
func ofURL(raw string) (pairs [][2]string) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil
	}
	if password, given := u.User.Password(); given {
		pairs = append(pairs, whole(password)...)
		pairs = append(pairs, whole(base64.StdEncoding.EncodeToString([]byte(u.User.Username()+":"+password)))...)
	}
	for part := range strings.SplitSeq(u.RawQuery, "&") {
		name, value, _ := strings.Cut(part, "=")
		plain, err := url.QueryUnescape(value)
		if err != nil || value == "" {
			continue
		}
		for _, mark := range []string{"?", "&", `\u0026`} {
			pairs = append(pairs, [2]string{mark + part, mark + name + "=" + show.Masked})
		}
		pairs = append(pairs, whole(plain)...)
	}
	return pairs
}
