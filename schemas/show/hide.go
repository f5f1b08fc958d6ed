package show

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"html"
	"net/url"
	"slices"
	"strings"
)

// Hider takes out of texts that will be shown what somebody gave as a secret, or in a URL, whatever the name of it: an
// ERP may repeat it in its answers.
type Hider struct {
	replacer *strings.Replacer
	forms    []string // of whole secrets: the beginning of one may stand where a text was cut
}

// NewHider hides the secrets wherever they stand, and of the URLs the passwords and the values of the queries. An empty
// secret hides nothing.
func NewHider(secrets, urls []string) *Hider {
	h := &Hider{}
	var pairs [][2]string
	for _, secret := range secrets {
		pairs = append(pairs, h.whole(secret)...)
	}
	for _, address := range urls {
		pairs = append(pairs, h.ofURL(address)...)
	}
	slices.SortStableFunc(pairs, func(a, b [2]string) int { return cmp.Compare(len(b[0]), len(a[0])) })
	var list []string
	for _, pair := range pairs {
		list = append(list, pair[0], pair[1])
	}
	h.replacer = strings.NewReplacer(list...)
	return h
}

const (
	cutMark  = "…"
	shortest = 4 // what is shorter may stand anywhere
)

// Hide is the text without secrets.
func (h *Hider) Hide(text string) string {
	text = h.replacer.Replace(text)
	if len(h.forms) == 0 || !strings.Contains(text, cutMark) {
		return text
	}
	var b strings.Builder
	for {
		before, rest, more := strings.Cut(text, cutMark)
		if !more {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(h.hideEnd(before) + cutMark)
		text = rest
	}
}

// hideEnd hides the beginning of a secret at the end of a text that was cut, with what closes it.
func (h *Hider) hideEnd(text string) string {
	open := text
	for _, closing := range []string{"&#34;", "&quot;", `"`, `\`, "'"} {
		open = strings.TrimSuffix(open, closing)
	}
	for _, form := range h.forms {
		for n := min(len(form), len(open)); n >= shortest; n-- {
			if strings.HasSuffix(open, form[:n]) {
				return open[:len(open)-n] + Masked + text[len(open):]
			}
		}
	}
	return text
}

// ordinary tells whether a value is what other text may have as well: it is hidden only where it stands behind its
// name. Hidden everywhere it would make a report unreadable, and JSON with such a number in it wrong.
func ordinary(value string) bool {
	const shortestNumber = 6
	number := strings.Trim(value, "0123456789.") == ""
	words := []string{"true", "false", "null", "json", "local", "update", "remove", "device", "item-attach", "operation"}
	return len(value) < shortest || number && len(value) < shortestNumber || slices.Contains(words, strings.ToLower(value))
}

// whole hides a secret wherever it stands: as it is, and as it looks in JSON (also in JSON that stands in JSON), in a
// shell's quotes, in a URL and in HTML.
func (h *Hider) whole(secret string) (pairs [][2]string) {
	if ordinary(secret) {
		return nil
	}
	forms := []string{secret, strings.ReplaceAll(secret, "'", `'\''`), doubled.Replace(secret), doubled.Replace(strings.ReplaceAll(secret, `"`, "%22")), url.QueryEscape(secret), url.PathEscape(secret), html.EscapeString(secret)}
	for _, once := range inJSON(secret) {
		forms = append(append(forms, once), inJSON(once)...)
	}
	slices.Sort(forms)
	for _, form := range slices.Compact(forms) {
		h.forms, pairs = append(h.forms, form), append(pairs, [2]string{form, Masked})
	}
	return pairs
}

// inJSON is a text as it may stand in JSON, without its quotes.
func inJSON(text string) (forms []string) {
	for _, escapes := range []bool{true, false} {
		var quoted strings.Builder
		encoder := json.NewEncoder(&quoted)
		encoder.SetEscapeHTML(escapes)
		if encoder.Encode(text) == nil {
			forms = append(forms, strings.TrimSuffix(quoted.String(), "\"\n")[1:])
		}
	}
	return forms
}

// ofURL hides the password of a URL and the values of its query.
func (h *Hider) ofURL(raw string) (pairs [][2]string) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil
	}
	if password, given := u.User.Password(); given {
		pairs = append(pairs, h.whole(password)...)
		pairs = append(pairs, h.whole(base64.StdEncoding.EncodeToString([]byte(u.User.Username()+":"+password)))...)
	}
	for part := range strings.SplitSeq(u.RawQuery, "&") {
		name, value, _ := strings.Cut(part, "=")
		plain, err := url.QueryUnescape(value)
		if err != nil || value == "" {
			continue
		}
		for _, mark := range []string{"?", "&", `\u0026`} {
			pairs = append(pairs, [2]string{mark + part, mark + name + "=" + Masked})
		}
		pairs = append(pairs, h.whole(plain)...)
	}
	return pairs
}
