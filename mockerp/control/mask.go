package control

import (
	"net/http"
	"net/url"
	"strings"
)

// masked stands where a secret was. The bodies are shown as they are: they are the contract's.
const masked = "***"

// maskHeader copies a header with its secrets masked; what scheme an Authorization has is kept.
func maskHeader(header http.Header) map[string][]string {
	shown := make(map[string][]string, len(header))
	for name, values := range header {
		list := make([]string, len(values))
		for i, value := range values {
			list[i] = maskValue(name, value)
		}
		shown[name] = list
	}
	return shown
}

func maskValue(name, value string) string {
	switch {
	case secret(name):
		scheme, rest, found := strings.Cut(value, " ")
		if found && rest != "" && strings.HasSuffix(strings.ToLower(name), "authorization") {
			return scheme + " " + masked
		}
		return masked
	case strings.Contains(value, "://") || strings.Contains(value, "?"):
		return maskURL(value)
	}
	return value
}

// secret tells whether a header or a query parameter of this name carries a secret.
func secret(name string) bool {
	word := strings.NewReplacer("-", "", "_", "", ".", "").Replace(strings.ToLower(name))
	if word == "wwwauthenticate" || word == "proxyauthenticate" {
		return false // a challenge, not an answer to one
	}
	for _, part := range secretParts {
		if strings.Contains(word, part) {
			return true
		}
	}
	return word == "key" || word == "sig" || word == "pwd" || word == "pass" || word == "sid" || word == "code"
}

var secretParts = [...]string{
	"auth", "cookie", "token", "secret", "password", "passwd", "passphrase", "apikey", "accesskey", "privatekey",
	"subscriptionkey", "credential", "signature", "session", "jwt", "bearer",
}

// maskURL masks the user information and the values of secret query parameters; all else stays
// byte for byte as it was sent.
func maskURL(text string) string {
	base, fragment, hasFragment := strings.Cut(text, "#")
	path, query, hasQuery := strings.Cut(base, "?")
	path = maskUser(path)
	if hasQuery {
		path += "?" + maskQuery(query)
	}
	if hasFragment {
		path += "#" + maskQuery(fragment)
	}
	return path
}

func maskUser(base string) string {
	before, after, found := strings.Cut(base, "//")
	if !found || strings.Contains(before, "/") {
		return base
	}
	authority, rest, hasRest := strings.Cut(after, "/")
	at := strings.LastIndexByte(authority, '@')
	if at < 0 {
		return base
	}
	shown := before + "//" + masked + authority[at:]
	if hasRest {
		shown += "/" + rest
	}
	return shown
}

func maskQuery(query string) string {
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		name, _, found := strings.Cut(pair, "=")
		plain, err := url.QueryUnescape(name)
		if err != nil {
			plain = name
		}
		if found && secret(plain) {
			pairs[i] = name + "=" + masked
		}
	}
	return strings.Join(pairs, "&")
}
