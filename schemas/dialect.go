package schemas

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Dialect describes an answer in the format of an ERP framework instead of the contract's: where it has
// the id and the message, and how to put them where the MES looks.
type Dialect struct {
	// Name is the framework, such as "Odoo (JSON-RPC)"; "" where several use the format.
	Name string
	// ID and Message are the JSON pointers of an `externalId` and of a text for the person, in places
	// that the MES does not read; "" is none. IDText and MessageText are the values there.
	ID, IDText           string
	Message, MessageText string
	// Refused is true when the body describes a refusal, whatever the status.
	Refused bool
	// Words is one sentence without its full stop: what the answer is and what the MES
	// understands of it.
	Words string
	// Cure says in the framework's own terms what to change.
	Cure string
}

// DialectOf recognises an answer that follows a framework's rules and not the contract's (T2 to T5). ok is
// false for what the MES understands anyway, and for what no known framework writes.
func DialectOf(status int, header http.Header, body []byte) (d Dialect, ok bool) {
	value, _, _ := decode(body)
	object, _ := value.(map[string]any)
	return (&spoken{status, header, body, object}).dialect()
}

// dialect uses the first entry of the catalogue that fits.
func (s *spoken) dialect() (d Dialect, ok bool) {
	for _, one := range dialects(s) {
		if one.fits(s) {
			return s.in(one)
		}
	}
	return Dialect{}, false
}

// spoken is an answer as the dialects see it.
type spoken struct {
	status int
	header http.Header
	body   []byte
	object map[string]any // nil when the body is not a JSON object
}

// dialect is one entry of the catalogue.
type dialect struct {
	name string
	fits func(*spoken) bool
	// ids and messages are the possible pointers of the id and the message, the likeliest first.
	ids, messages []string
	// refused tells whether the body describes a refusal; nil goes by the status.
	refused func(*spoken) bool
	// words replaces the generated sentence.
	words string
	// cureID and cureMessage say what to change for the id and for the message; cure is for all
	// else.
	cureID, cureMessage, cure string
}

// in reads the answer as one dialect. It returns false where the MES finds what it looks for.
func (s *spoken) in(one dialect) (Dialect, bool) {
	d := Dialect{Name: one.name, Refused: s.failed(), Words: one.words, Cure: one.cure}
	if one.refused != nil {
		d.Refused = one.refused(s)
	}
	if !d.Refused && !s.says("/externalId") {
		d.ID, d.IDText = s.first(one.ids)
	}
	if d.Refused && !s.says("/message") {
		d.Message, d.MessageText = s.first(one.messages)
	}
	switch {
	case d.ID != "":
		d.Words, d.Cure = d.sentence("the id is at "+memberName(d.ID)+", where the MES does not look"), one.cureID
	case d.Message != "":
		d.Words, d.Cure = d.sentence("the reason is at "+memberName(d.Message)+", where the MES does not look"), one.cureMessage
	case d.Refused && !s.failed():
		d.Words, d.Cure = d.sentence("it is a refusal with a success status"), one.cureMessage
	}
	return d, d.Words != ""
}

func (d *Dialect) sentence(what string) string {
	if d.Name == "" {
		return strings.ToUpper(what[:1]) + what[1:]
	}
	return "This is how " + d.Name + " answers: " + what
}

func (s *spoken) failed() bool { return s.status >= http.StatusBadRequest }

// says tells whether there is a non-empty text at a pointer.
func (s *spoken) says(pointer string) bool {
	text, _ := s.at(pointer).(string)
	return text != ""
}

// at returns the value at a pointer; nil is nothing.
func (s *spoken) at(pointer string) any {
	value := any(s.object)
	for token := range jsontext.Pointer(pointer).Tokens() {
		if list, isList := value.([]any); isList {
			if token != "0" || len(list) == 0 {
				return nil
			}
			value = list[0]
			continue
		}
		object, _ := value.(map[string]any)
		value = object[token]
	}
	return value
}

// first returns the first pointer with a readable text.
func (s *spoken) first(pointers []string) (pointer, text string) {
	for _, p := range pointers {
		value := s.at(p)
		if text, isText := value.(string); isText && strings.TrimSpace(text) != "" {
			return p, unpacked(text)
		}
		if text, isNumber := NumberText(value); isNumber { // people use numbers as ids
			return p, text
		}
	}
	return "", ""
}

// unpacked is the text for a person: Frappe writes a list of messages as JSON inside JSON.
func unpacked(text string) string {
	var list []string
	var one struct{ Message string }
	if json.Unmarshal([]byte(text), &list) == nil && len(list) > 0 && json.Unmarshal([]byte(list[0]), &one) == nil && one.Message != "" {
		text = one.Message
	}
	if len(text) > mostSpoken {
		return cut(text, mostSpoken)
	}
	return text
}

// mostSpoken bounds how much of an answer a dialect repeats.
const mostSpoken = 500

// has tells whether the body is an object with all of these members.
func (s *spoken) has(names ...string) bool {
	for _, name := range names {
		if _, there := s.object[name]; !there {
			return false
		}
	}
	return s.object != nil
}

// inside returns a member that is an object.
func (s *spoken) inside(name string) (map[string]any, bool) {
	object, ok := s.object[name].(map[string]any)
	return object, ok
}
