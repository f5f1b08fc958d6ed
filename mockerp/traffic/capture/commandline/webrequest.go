package commandline

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// webRequest reads Invoke-WebRequest and Invoke-RestMethod, as people write them and browsers copy them.
func webRequest(words []word) (*Request, error) {
	w := &webWords{words: words}
	r := &Request{Method: http.MethodGet, Header: http.Header{}}
	for i := range words { // "$answer = " may stand before the name
		if !words[i].bare || words[i].text != "=" && !strings.HasPrefix(words[i].text, "$") {
			w.at = i + 1
			break
		}
	}
	for w.at < len(words) {
		if err := w.option(r); err != nil {
			return nil, err
		}
	}
	return r, required(r)
}

type webWords struct {
	words []word
	at    int
}

func (w *webWords) next() (one word, ok bool) {
	if w.at >= len(w.words) {
		return one, false
	}
	w.at++
	return w.words[w.at-1], true
}

func (w *webWords) option(r *Request) (err error) {
	one, _ := w.next()
	if !one.bare || !strings.HasPrefix(one.text, "-") {
		if r.URL == "" {
			r.URL = one.text
		}
		return nil
	}
	switch name := strings.ToLower(one.text); name {
	case "-method":
		r.Method, err = w.text(name)
		r.Method = strings.ToUpper(r.Method)
	case "-uri":
		r.URL, err = w.text(name)
	case "-contenttype":
		var value string
		value, err = w.text(name)
		r.Header.Set("Content-Type", value)
	case "-body":
		var body string
		body, err = w.text(name)
		r.Body = []byte(body)
	case "-headers":
		err = w.table(r.Header)
	case "-usebasicparsing", "-skipcertificatecheck", "-skiphttperrorcheck", "-passthru":
	case "-infile", "-form":
		return fmt.Errorf("%s takes the body from elsewhere: give it with -Body '…'", one.text)
	default:
		_, err = w.text(name)
	}
	return err
}

// text is a value: one word, or the last text in brackets, such as that of [Text.Encoding]::UTF8.GetBytes("…").
func (w *webWords) text(name string) (string, error) {
	one, ok := w.next()
	if !ok {
		return "", fmt.Errorf("%s has no value", name)
	}
	if one.bare && one.text == "(" {
		return w.bracketed(name)
	}
	if one.bare && strings.HasPrefix(one.text, "$") {
		if name == "-body" || name == "-uri" {
			return "", fmt.Errorf("%s is in the variable %s, which is not read: put its text in its place", name, one.text)
		}
		return "", nil
	}
	return one.text, nil
}

func (w *webWords) bracketed(name string) (string, error) {
	text, found := "", false
	for depth := 1; depth > 0; {
		one, ok := w.next()
		switch {
		case !ok:
			return "", errOpen
		case !one.bare:
			text, found = one.text, true
		case one.text == "(":
			depth++
		case one.text == ")":
			depth--
		}
	}
	if !found && name == "-body" {
		return "", errors.New("-Body is worked out by PowerShell, which is not read: put the text in its place")
	}
	return text, nil
}

// table reads @{ "name"="value" … }.
func (w *webWords) table(to http.Header) error {
	if one, _ := w.next(); one.text != "@" {
		return nil // a variable
	}
	w.at++ // the brace
	for {
		name, ok := w.next()
		switch {
		case !ok:
			return errOpen
		case name.bare && name.text == "}":
			return nil
		case name.bare && (name.text == "," || name.text == ";"):
			continue
		}
		equals, _ := w.next()
		value, ok := w.next()
		if !ok || equals.text != "=" {
			return fmt.Errorf("-Headers: %q has no value", name.text)
		}
		to.Add(name.text, value.text)
	}
}
