package capture

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// readHAR reads an HTTP archive of any tool. Every entry must have a request with a method and a url;
// all else may be missing. What is not JSON ends the reading.
func readHAR(from *source, each visit) error {
	base := from.read
	dec := jsontext.NewDecoder(from, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	found, err := inMember(dec, "log", func() error {
		found, err := inMember(dec, "entries", func() error { return readEntries(dec, from, base, each) })
		if err == nil && !found {
			err = &errMissing{"/log/entries", "a list"}
		}
		return err
	})
	if err == nil && !found {
		err = &errMissing{"/log", "an object"}
	}
	if errors.Is(err, io.EOF) {
		return errors.New("it is empty, and so no JSON")
	}
	if err == nil {
		err = nothingFollows(io.MultiReader(bytes.NewReader(dec.UnreadBuffer()), from))
	}
	return err
}

// inMember reads an object, and one of its members by inner; all others are passed over.
func inMember(dec *jsontext.Decoder, name string, inner func() error) (found bool, err error) {
	if err := begin(dec, '{'); err != nil {
		return false, err
	}
	for dec.PeekKind() != '}' {
		token, err := dec.ReadToken()
		if err != nil {
			return found, err
		}
		if token.String() != name {
			err = dec.SkipValue()
		} else {
			found = true
			err = inner()
		}
		if err != nil {
			return found, err
		}
	}
	_, err = dec.ReadToken()
	return found, err
}

func readEntries(dec *jsontext.Decoder, from *source, base int64, each visit) error {
	if err := begin(dec, '['); err != nil {
		return err
	}
	for n := 1; dec.PeekKind() != ']'; n++ {
		from.allow()
		raw, err := dec.ReadValue()
		if err != nil {
			return &inPart{fmt.Sprintf("entry %d", n), err}
		}
		at := span{n, base + dec.InputOffset() - int64(len(raw)), len(raw)}
		if err := each(harExchange(raw, n), at); err != nil {
			return err
		}
	}
	from.allow()
	_, err := dec.ReadToken()
	return err
}

// nothingFollows lets blanks pass, and the zeros with which some tools fill a file up.
func nothingFollows(rest io.Reader) error {
	buffer := make([]byte, 4096)
	for {
		n, err := rest.Read(buffer)
		if text := bytes.Trim(buffer[:n], " \t\r\n\x00"); len(text) > 0 {
			return fmt.Errorf("something follows the end of the JSON: %q", shorten(string(text)))
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}
