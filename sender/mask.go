package sender

import (
	"net/http"
	"net/url"
	"strings"
)

// masked stands where a secret was.
const masked = "***"

// secretWords are parts of names of headers and query members that carry secrets.
func secretWords() []string {
	return []string{"auth", "cookie", "token", "secret", "passw", "pwd", "apikey", "accesskey", "subscriptionkey",
		"credential", "signature", "session"}
}

// isSecretName goes by the name alone: dashes, underscores and case aside.
func isSecretName(name string) bool {
	bare := strings.NewReplacer("-", "", "_", "", ".", "").Replace(strings.ToLower(name))
	if bare == "key" || bare == "sig" || bare == "code" || bare == "jwt" {
		return true
	}
	for _, word := range secretWords() {
		if strings.Contains(bare, word) {
			return true
		}
	}
	return false
}

// maskHeader copies a header without its secrets. A URL in Location is masked like any URL.
func maskHeader(header http.Header) http.Header {
	clean := header.Clone()
	for name, values := range clean {
		for i, value := range values {
			switch {
			case isSecretName(name):
				values[i] = masked
			case name == "Location" || name == "Content-Location" || name == "Referer":
				values[i] = maskURL(value)
			}
		}
	}
	return clean
}

// MaskURL hides the user information and the secret query members of a URL, for output.
// A text that is no URL is hidden whole when it could hold a password.
func MaskURL(raw string) string { return maskURL(raw) }

func maskURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		if strings.ContainsAny(raw, "@?") {
			return masked
		}
		return raw
	}
	if u.Opaque != "" && strings.Contains(u.Opaque, "@") {
		return masked
	}
	out := raw
	if u.User != nil {
		out = maskUser(out)
	}
	if u.RawQuery != "" {
		out = strings.Replace(out, "?"+u.RawQuery, "?"+maskQuery(u.RawQuery), 1)
	}
	return out
}

// maskUser works on the text, so that what is not secret stays as it was written.
func maskUser(raw string) string {
	start := strings.Index(raw, "//") + 2
	end := len(raw)
	if i := strings.IndexAny(raw[start:], "/?#"); i >= 0 {
		end = start + i
	}
	at := strings.LastIndex(raw[start:end], "@")
	return raw[:start] + masked + raw[start+at:]
}

func maskQuery(query string) string {
	parts := strings.FieldsFunc(query, func(r rune) bool { return r == '&' || r == ';' })
	for i, part := range parts {
		name, _, hasValue := strings.Cut(part, "=")
		plain, err := url.QueryUnescape(name)
		if hasValue && (err != nil || isSecretName(plain)) {
			parts[i] = name + "=" + masked
		}
	}
	return strings.Join(parts, "&")
}
