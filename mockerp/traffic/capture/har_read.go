package capture

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// readHAR reads an HTTP archive of any tool. Every entry must have a request with a method and a url;
// all else may be missing. What is not JSON ends the reading.
func readHAR(from *source, each visit) error {
	s := splitter{from}
	if c, err := s.sign(); err != nil || c == 0 {
		return errors.Join(err, errors.New("it is empty, so it is not JSON"))
	}
	found, err := s.inMember("", "log", func() error {
		found, err := s.inMember("/log", "entries", func() error { return s.entries(each) })
		if err == nil && !found {
			err = &errMissing{"/log/entries", "a list"}
		}
		return err
	})
	if err == nil && !found {
		err = &errMissing{"/log", "an object"}
	}
	if err == nil {
		err = nothingFollows(from.from)
	}
	return err
}

// inMember reads an object, and one of its members by inner; all others are passed over.
func (s splitter) inMember(at, name string, inner func() error) (found bool, err error) {
	if err := s.begin(at, '{', "an object"); err != nil {
		return false, err
	}
	for first := true; ; first = false {
		if more, err := s.more(first, '}'); err != nil || !more {
			return found, s.expectAfter(err, '}')
		}
		raw, _, err := s.value()
		if err != nil {
			return found, err
		}
		var key string
		if json.Unmarshal(raw, &key, jsontext.AllowInvalidUTF8(true)) != nil {
			return found, s.broken(fmt.Sprintf("%q is not the name of a member", shorten(string(raw))))
		}
		if err := s.expect(':'); err != nil {
			return found, err
		}
		if key == name {
			found, err = true, inner()
		} else {
			_, _, err = s.value()
		}
		if err != nil {
			return found, err
		}
	}
}

func (s splitter) expectAfter(err error, sign byte) error {
	if err != nil {
		return err
	}
	return s.expect(sign)
}

// begin takes the character that opens an object or a list.
func (s splitter) begin(at string, opens byte, wanted string) error {
	c, err := s.sign()
	if err != nil || c == opens {
		s.skip(1)
		return err
	}
	raw, _, err := s.value()
	if err == nil && !jsontext.Value(raw).IsValid() {
		err = s.broken(fmt.Sprintf("it begins with %q", shorten(string(raw))))
	}
	if err != nil {
		return err
	}
	return &inWords{fmt.Errorf("%s must be %s, but it is %s", pointerOr(jsontext.Pointer(at)), wanted, kindOf(jsontext.Value(raw).Kind(), raw))}
}

func (s splitter) entries(each visit) error {
	if err := s.begin("/log/entries", '[', "a list"); err != nil {
		return err
	}
	for n := 1; ; n++ {
		if more, err := s.more(n == 1, ']'); err != nil || !more {
			return s.expectAfter(err, ']')
		}
		raw, where, err := s.value()
		if where.n = n; err == nil && !where.long {
			err = s.valid(raw, where.at)
		}
		if err != nil {
			return &inPart{fmt.Sprintf("entry %d", n), err}
		}
		if err := each(harExchange(raw, where), where); err != nil {
			return err
		}
	}
}

// valid tells whether a value is JSON. Names may be there twice, and texts need not be UTF-8.
func (s splitter) valid(raw []byte, at int64) error {
	lenient := []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}
	if jsontext.Value(raw).IsValid(lenient...) {
		return nil
	}
	_, err := jsontext.NewDecoder(bytes.NewReader(raw), lenient...).ReadValue()
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		syntax.ByteOffset += at
	}
	return err
}

// nothingFollows allows only blanks, and the zeros with which some tools pad a file.
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
