package wish

import "strings"

// preference is one entry of a Prefer header (RFC 7240): name, value and parameters. Text is how a
// header or a sentence repeats it.
type preference struct {
	name, value, text string
	parameters        map[string]string // nil for none
}

// parsePreferences reads the header fields and ignores what has the wrong form. It puts names in
// lower case, to compare them.
func parsePreferences(fields []string) []preference {
	var list []preference
	for _, field := range fields {
		for _, part := range splitOutside(field, ',') {
			if p, ok := parsePreference(part); ok && len(list) < mostWishes {
				list = append(list, p)
			}
		}
	}
	return list
}

func parsePreference(text string) (preference, bool) {
	parts := splitOutside(text, ';')
	name, value := parsePair(parts[0])
	if name == "" {
		return preference{}, false
	}
	p := preference{name: name, value: value, text: printable(strings.TrimSpace(text))}
	for _, part := range parts[1:] {
		if name, value := parsePair(part); name != "" {
			if p.parameters == nil {
				p.parameters = map[string]string{}
			}
			p.parameters[name] = value
		}
	}
	return p, true
}

// parsePair reads name, name=value or name="value".
func parsePair(text string) (name, value string) {
	name, value, _ = strings.Cut(text, "=")
	name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
	if len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"' {
		value = unquote(value[1 : len(value)-1])
	}
	return name, value
}

// unquote removes the backslashes of a quoted string (RFC 9110, section 5.6.4).
func unquote(text string) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) {
			i++
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

// splitOutside splits at every sign outside of quoted strings.
func splitOutside(text string, sign byte) []string {
	var parts []string
	quoted, from := false, 0
	for i := 0; i < len(text); i++ {
		switch {
		case quoted && text[i] == '\\':
			i++
		case text[i] == '"':
			quoted = !quoted
		case text[i] == sign && !quoted:
			parts, from = append(parts, text[from:i]), i+1
		}
	}
	return append(parts, text[min(from, len(text)):])
}

// printable makes a text from a post safe for a header: a query may carry any byte.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, text)
}
