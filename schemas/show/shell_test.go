package show_test

import (
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/erpkit/erpkit/schemas/show"
)

// TestCommand_ShReadsTheSameWords: a real shell takes a line apart into the words that it was made of.
func TestCommand_ShReadsTheSameWords(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("this system has no sh")
	}
	word := rapid.OneOf(rapid.StringMatching("[ -~\n\t]{0,12}"), rapid.String(), rapid.SampledFrom([]string{`C:\with space\left.json`, "$(id)", "`id`", "-n", "--out", "~", "#", "a'b", "!x", "*"}))
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(word, 0, 4).Draw(t, "words")
		for i := range words {
			words[i] = strings.ReplaceAll(words[i], "\x00", "") // no argument can have it
		}
		line := show.Sh.Command(append([]string{"printf", `%s\0`}, words...)...)
		out, err := exec.Command(sh, "-c", line).Output()
		if want := strings.Join(append(words, ""), "\x00"); err != nil || len(words) > 0 && string(out) != want {
			t.Fatalf("%s\ngives %q, wanted %q (%v)", line, out, want, err)
		}
	})
}

// TestCommand_PowerShell holds the lines against the documented rules (about_Quoting_Rules, about_Parsing, about_Special_Characters):
// between single quotes nothing is expanded, two of them are one, and the four typographic ones are quotes as well. There is
// no PowerShell where these tests run, so nobody but this table reads them.
func TestCommand_PowerShell(t *testing.T) {
	for word, want := range map[string]string{
		"left.json":                 `left.json`,
		`C:\with space\left.json`:   `'C:\with space\left.json'`,
		"it's":                      `'it''s'`,
		"a’; calc; ‘":               `'a’’; calc; ‘‘'`,
		"‚‛":                        `'‚‚‛‛'`,
		"$env:PATH $(calc)":         `'$env:PATH $(calc)'`,
		"`n":                        "'`n'",
		"a;b|c&d":                   `'a;b|c&d'`,
		"@args":                     `'@args'`,
		"#comment":                  `'#comment'`,
		"-file.json":                `'-file.json'`,
		"--%":                       `'--%'`,
		"--allow-host":              `--allow-host`,
		"":                          `''`,
		"erp.example:8085":          `erp.example:8085`,
		"a,b":                       `'a,b'`,
		"{x}":                       `'{x}'`,
		"two\nlines":                "'two\nlines'",
		"גיטרה":                     `'גיטרה'`,
		"http://erp/?a=1&b=[2]%20'": `'http://erp/?a=1&b=[2]%20'''`,
	} {
		if got := show.PowerShell.Command(word); got != want {
			t.Errorf("%q: got %s, wanted %s", word, got, want)
		}
	}
}

// TestLine_NothingLeavesTheQuotesOfPowerShell: whatever comes from an ERP or a file is in one literal, which ends where it should.
func TestLine_NothingLeavesTheQuotesOfPowerShell(t *testing.T) {
	any := rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("'‘’‚‛\"`$;|&#{}()\n\r\x00%"))))
	rapid.Check(t, func(t *rapid.T) {
		url, body, value := any.Draw(t, "url"), any.Draw(t, "body"), any.Draw(t, "value")
		line := show.Line{Shell: show.PowerShell, URL: url, Body: []byte(body), Header: http.Header{"X-A": {value}}}.String()
		rest, literals := literals(line)
		for _, sign := range "‘’‚‛`|&\n" {
			if strings.ContainsRune(rest, sign) {
				t.Fatalf("%q is outside of quotes: %s", sign, line)
			}
		}
		before, expression, _ := strings.Cut(rest, "[Text.Encoding]::UTF8.GetBytes(")
		expression, after, _ := strings.Cut(expression, ")); curl.exe -sS")
		got := ""
		for part := range strings.SplitSeq(expression, " + ") {
			var r rune
			if _, err := fmt.Sscanf(part, "[char]::ConvertFromUtf32(%d)", &r); err == nil {
				got += string(r)
				continue
			}
			got, literals = got+literals[0], literals[1:]
		}
		if got != body || before != "$post = [IO.Path]::GetTempFileName(); [IO.File]::WriteAllBytes($post, " || after == "" {
			t.Fatalf("the body %q is %q in %s", body, got, line)
		}
		if last := literals[len(literals)-1]; last != strings.ReplaceAll(url, `"`, "%22") {
			t.Fatalf("the URL %q is %q", url, last)
		}
	})
}

// literals reads single-quoted literals by the documented rules; rest has _ for each.
func literals(line string) (rest string, found []string) {
	const quotes = "'‘’‚‛"
	var outside, inside strings.Builder
	text, quoted := []rune(line), false
	for i := 0; i < len(text); i++ {
		isQuote := strings.ContainsRune(quotes, text[i])
		switch {
		case !quoted && isQuote:
			quoted = true
		case !quoted:
			outside.WriteRune(text[i])
		case isQuote && i+1 < len(text) && strings.ContainsRune(quotes, text[i+1]):
			i++
			inside.WriteRune(text[i])
		case isQuote:
			found, quoted = append(found, inside.String()), false
			outside.WriteByte('_')
			inside.Reset()
		default:
			inside.WriteRune(text[i])
		}
	}
	return outside.String(), found
}

func TestLine_PowerShell(t *testing.T) {
	const post = `$post = [IO.Path]::GetTempFileName(); [IO.File]::WriteAllBytes($post, `
	for wanted, line := range map[string]show.Line{
		post + `[Text.Encoding]::UTF8.GetBytes('{"sku":"גיטרה’’s"}')); curl.exe -sS -i --globoff -X 'POST' -H 'X-B;' -H 'Expect:' --data-binary "@$post" 'http://erp/'; Remove-Item $post`: {
			URL: "http://erp/", Header: http.Header{"X-B": {""}}, Body: []byte(`{"sku":"גיטרה’s"}`),
		},
		post + `[Text.Encoding]::UTF8.GetBytes('{' + [char]::ConvertFromUtf32(13) + '' + [char]::ConvertFromUtf32(10) + '}')); curl.exe -sS -i --globoff -X 'POST' -H 'Expect:' --data-binary "@$post" 'http://erp/'; Remove-Item $post # header X-A cannot be repeated in a line;`: {
			URL: "http://erp/", Body: []byte("{\r\n}"), Header: http.Header{"X-A": {`"quoted"`}}, // versions differ in what becomes of it
		},
		post + `[Convert]::FromBase64String('/w==')); curl.exe -sS -i --globoff -X 'POST' -H 'Expect:' --data-binary "@$post" 'http://erp/'; Remove-Item $post`: {
			URL: "http://erp/", Body: []byte("\xff"),
		},
		`curl.exe -sS -i --globoff -X 'GET' -H 'Expect:' 'http://erp/%22'`: {Method: "GET", URL: `http://erp/"`},
	} {
		line.Shell = show.PowerShell
		if got := line.String(); got != wanted {
			t.Errorf("got\n%s\nwanted\n%s", got, wanted)
		}
	}
}

func TestParseShell(t *testing.T) {
	for name, want := range map[string]show.Shell{"sh": show.Sh, "powershell": show.PowerShell, "cmd": "", "": ""} {
		if got, err := show.ParseShell(name); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", name, got, err)
		}
	}
}
