package show

import (
	"net/http"
	"net/url"
	"strings"
	"unicode"
)

// Masked replaces a secret.
const Masked = "***"

// Header copies a header without its secrets, as Value shows them.
func Header(header http.Header) http.Header {
	clean := header.Clone()
	for name, values := range clean {
		for i, value := range values {
			values[i] = Value(name, value)
		}
	}
	return clean
}

// Value is the value of a header or a query member, masked if its name says that it is a secret. It
// keeps the scheme of an Authorization header, and masks a URL as URL does.
func Value(name, value string) string {
	if !IsSecret(name) {
		if strings.Contains(value, "://") || strings.Contains(value, "?") {
			return mask(value, IsSecret)
		}
		return value
	}
	scheme, _, found := strings.Cut(value, " ")
	if found && strings.HasSuffix(strings.ToLower(name), "authorization") {
		return scheme + " " + Masked
	}
	return Masked
}

// IsSecret tells whether a header or a query member of this name carries a secret.
func IsSecret(name string) bool {
	word := strings.Map(bareLetter, name)
	switch word {
	case "wwwauthenticate", "proxyauthenticate": // a challenge, not the answer to one
		return false
	case "key", "sig", "pass", "sid", "code":
		return true
	}
	for _, part := range []string{
		"auth", "cookie", "token", "secret", "passw", "passphrase", "pwd", "apikey", "accesskey", "privatekey",
		"subscriptionkey", "credential", "signature", "session", "jwt", "bearer",
	} {
		if strings.Contains(word, part) {
			return true
		}
	}
	return false
}

// bareLetter writes names alike that differ in case and in what stands between their words.
func bareLetter(r rune) rune {
	if r == '-' || r == '_' || r == '.' {
		return -1
	}
	return unicode.ToLower(r)
}

// URL masks the user information and the values of secret query members; all else stays byte for
// byte. A text that is not a URL is masked as a whole if it could hold a password.
func URL(raw string) string { return maskURL(raw, IsSecret) }

func maskURL(raw string, secret func(name string) bool) string {
	if !strings.ContainsAny(raw, "@?#") { // as nearly all are
		return raw
	}
	u, err := url.Parse(raw)
	if err != nil && strings.ContainsAny(raw, "@?") || err == nil && strings.Contains(u.Opaque, "@") {
		return Masked
	}
	return mask(raw, secret)
}

// mask works on the text, so that the rest stays as it was written.
func mask(raw string, secret func(name string) bool) string {
	rest, fragment, hasFragment := strings.Cut(raw, "#")
	path, query, hasQuery := strings.Cut(rest, "?")
	clean := maskUser(path)
	if hasQuery {
		clean += "?" + maskQuery(query, secret)
	}
	if hasFragment {
		clean += "#" + maskQuery(fragment, secret)
	}
	return clean
}

func maskUser(path string) string {
	start := strings.Index(path, "//")
	if start < 0 || strings.Contains(path[:start], "/") {
		return path
	}
	start += len("//")
	end := len(path)
	if slash := strings.IndexByte(path[start:], '/'); slash >= 0 {
		end = start + slash
	}
	if at := strings.LastIndexByte(path[start:end], '@'); at >= 0 {
		return path[:start] + Masked + path[start+at:]
	}
	return path
}

func maskQuery(query string, secret func(name string) bool) string {
	var b strings.Builder
	for len(query) > 0 {
		pair, mark := query, ""
		if end := strings.IndexAny(query, "&;"); end >= 0 {
			pair, mark = query[:end], query[end:end+1]
		}
		query = query[len(pair)+len(mark):]
		b.WriteString(maskPair(pair, secret) + mark)
	}
	return b.String()
}

func maskPair(pair string, secret func(name string) bool) string {
	name, _, found := strings.Cut(pair, "=")
	plain, err := url.QueryUnescape(name)
	switch {
	case found && (err != nil || secret(plain)):
		return name + "=" + Masked
	case pair != "" && !found && secret("") && secret(plain): // a value without a name
		return Masked
	}
	return pair
}
