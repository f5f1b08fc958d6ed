package schemas

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
)

func TestEscape_WhatSteersATerminal(t *testing.T) {
	for given, want := range map[string]string{
		"גיטרה\ta\nb":            "גיטרה\ta\nb",
		"\x1b]0;x\x07\r\x7f":     `\u001b]0;x\u0007\u000d\u007f`,
		"a\u0085\u009b31m":       `a\u0085\u009b31m`,
		"\u202eabc\u2066\u200f":  `\u202eabc\u2066\u200f`,
		"\u2028\u2029\ufeff":     `\u2028\u2029\ufeff`,
		"\U000e0041":             `\udb40\udc41`,
		"\xff\ufffd":             "\\xff\ufffd",
		"👩\u200d🔧 می\u200cخواهم": "👩\u200d🔧 می\u200cخواهم",
	} {
		if got := Escape(given); got != want {
			t.Errorf("%q: got %q, want %q", given, got, want)
		}
	}
}

// TestPrintJSON_SteersNoTerminal and says the same.
func TestPrintJSON_SteersNoTerminal(t *testing.T) {
	said := map[string]any{"a\u202e": "\x1b[2J\u009b\x7f\U000e0041\u2028 שלום <&>", "list": []any{"\r\n"}}
	var b bytes.Buffer
	if err := PrintJSON(&b, said); err != nil {
		t.Fatal(err)
	}
	if b.String() != Escape(b.String()) {
		t.Errorf("it steers: %q", b.String())
	}
	var read map[string]any
	if err := json.Unmarshal(b.Bytes(), &read); err != nil || !reflect.DeepEqual(read, said) {
		t.Errorf("it says %q (%v), want %q", read, err, said)
	}
}
