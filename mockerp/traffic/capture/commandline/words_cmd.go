package commandline

import "strings"

// cmdWords splits a command as cmd and a program of Windows do together: cmd takes its carets away, and the
// program splits what is left. Browsers write every backslash twice, also where the program would not take one away.
func cmdWords(text string) ([]string, error) {
	plain := withoutCarets(text)
	return windowsWords(plain, copied.MatchString(withoutPrompt(text)))
}

// withoutCarets takes carets away where they are not in quotes of cmd. A caret takes the meaning of the next
// sign away; before a line end it joins the lines, and what follows has no meaning either, not even a
// second line end.
func withoutCarets(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	var b strings.Builder
	quoted := false
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '"' {
			quoted = !quoted
		}
		if c != '^' || quoted {
			b.WriteByte(c)
			continue
		}
		if i++; i < len(text) && text[i] == '\n' {
			i++
		}
		if i < len(text) {
			b.WriteByte(text[i])
		}
	}
	return b.String()
}

// windowsWords splits as the run time of C does: blanks part words, unless they are quoted; backslashes mean
// something before a quote only; two quotes in a quoted text are one of its own.
func windowsWords(text string, twice bool) (words []string, err error) {
	for i := 0; i < len(text); {
		if strings.IndexByte(" \t\r\n", text[i]) >= 0 {
			i++
			continue
		}
		word, length, err := windowsWord(text[i:], twice)
		if err != nil {
			return nil, err
		}
		words = append(words, word)
		i += length
	}
	return words, nil
}

func windowsWord(text string, twice bool) (word string, length int, err error) {
	var b strings.Builder
	quoted, i := false, 0
	for i < len(text) && (quoted || strings.IndexByte(" \t\r\n", text[i]) < 0) {
		slashes := len(text[i:]) - len(strings.TrimLeft(text[i:], `\`))
		i += slashes
		before := i < len(text) && text[i] == '"'
		if slashes > 0 {
			if before || twice {
				b.WriteString(strings.Repeat(`\`, slashes/2))
			} else {
				b.WriteString(strings.Repeat(`\`, slashes))
			}
		}
		switch {
		case before && slashes%2 == 1, before && quoted && strings.HasPrefix(text[i:], `""`):
			b.WriteByte('"')
			i += 1 + 1 - slashes%2
		case before:
			quoted = !quoted
			i++
		case i < len(text) && (slashes == 0):
			b.WriteByte(text[i])
			i++
		}
	}
	if quoted {
		return "", 0, errOpen
	}
	return b.String(), i, nil
}

// asArgument is what a program gets of a word that PowerShell gives it: older ones leave quotes in it to the
// program, so people write a backslash before them.
func asArgument(word string) string {
	return strings.ReplaceAll(word, `\"`, `"`)
}
