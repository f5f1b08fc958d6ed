package commandline

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf16"
)

// fetched reads what browsers copy as fetch: the URL and an object, both JSON.
func fetched(text string) (*Request, error) {
	_, inner, _ := strings.Cut(text, "fetch(")
	dec := json.NewDecoder(strings.NewReader("[" + inner))
	var said struct {
		Method  string            `json:"method"`
		Headers map[string]string `json:"headers"`
		Body    *string           `json:"body"`
	}
	r := &Request{Method: http.MethodGet, Header: http.Header{}}
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	if err := dec.Decode(&r.URL); err != nil {
		return nil, fmt.Errorf("the URL of fetch cannot be read: write it in double quotes (%w)", err)
	}
	if rest := strings.TrimSpace(inner[dec.InputOffset()-1:]); strings.HasPrefix(rest, ",") {
		if err := dec.Decode(&said); err != nil {
			return nil, fmt.Errorf("what fetch is given is not JSON: copy it from the browser with \"Copy as fetch\" (%w)", err)
		}
	}
	if said.Method != "" {
		r.Method = strings.ToUpper(said.Method)
	}
	for name, value := range said.Headers {
		r.Header.Add(name, value)
	}
	if said.Body != nil {
		r.Body = []byte(*said.Body)
	}
	return r, required(r)
}

func required(r *Request) error {
	if r.URL == "" {
		return errors.New("the command has no URL")
	}
	return nil
}

// isObject tells whether a body is a JSON object.
func isObject(body []byte) bool {
	return json.Valid(body) && strings.HasPrefix(strings.TrimSpace(string(body)), "{")
}

// flush writes UTF-16 as UTF-8.
func flush(b *strings.Builder, units []uint16) []uint16 {
	b.WriteString(string(utf16.Decode(units)))
	return units[:0]
}
