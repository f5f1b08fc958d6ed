package schemas

import (
	"encoding/json"
	"net/http"
	"strings"
)

// Dialect is what an ERP framework makes of an answer that the contract writes otherwise: where it put the
// id and the message, and how to have them where the MES looks.
type Dialect struct {
	// Name is the framework, such as "Odoo (JSON-RPC)"; "" where many write it so.
	Name string
	// ID and Message are the JSON pointers of an `externalId` and of a text for the person that the MES does
	// not read there; "" is none. IDText and MessageText are what stands there.
	ID, IDText           string
	Message, MessageText string
	// Refused is true when the body speaks of a refusal, whatever the status says.
	Refused bool
	// Words is one sentence without its full stop: what the answer is and what the MES makes of it.
	Words string
	// Cure says in the framework's own terms what to change.
	Cure string
}

// DialectOf recognises an answer that is right in some framework's way and not in the contract's (T2 to T5). ok
// is false for what the MES understands as it is, and for what no known framework writes.
func DialectOf(status int, header http.Header, body []byte) (d Dialect, ok bool) {
	value, _, _ := decode(body)
	object, _ := value.(map[string]any)
	return (&spoken{status, header, body, object}).dialect()
}

// dialect is that of the first entry of the catalogue that fits.
func (s *spoken) dialect() (d Dialect, ok bool) {
	for _, one := range dialects(s) {
		if one.fits(s) {
			return s.in(one)
		}
	}
	return Dialect{}, false
}

// spoken is an answer as the dialects look at it.
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
	// ids and messages are the pointers at which the id and the message may stand, the likeliest first.
	ids, messages []string
	// refused tells whether the body speaks of a refusal; nil goes by the status.
	refused func(*spoken) bool
	// words replaces the sentence that is made of what was found.
	words string
	// cureID and cureMessage say what to change for the one and the other; cure is for all else.
	cureID, cureMessage, cure string
}

// in reads the answer as one dialect. It says nothing where the MES finds what it looks for.
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
		d.Words, d.Cure = d.sentence("the id stands at "+memberName(d.ID)+", where the MES does not look"), one.cureID
	case d.Message != "":
		d.Words, d.Cure = d.sentence("the reason stands at "+memberName(d.Message)+", where the MES does not look"), one.cureMessage
	case d.Refused && !s.failed():
		d.Words, d.Cure = d.sentence("it is a refusal under a status of success"), one.cureMessage
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

// says tells whether a text that is not empty stands at a pointer.
func (s *spoken) says(pointer string) bool {
	text, _ := s.at(pointer).(string)
	return text != ""
}

// at gives what stands at a pointer; nil is nothing.
func (s *spoken) at(pointer string) any {
	value := any(s.object)
	for _, token := range tokens(pointer) {
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

// first gives the first pointer at which something can be read.
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

// unpacked is a text as a person reads it: Frappe writes a list of messages as JSON inside JSON.
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

// mostSpoken bounds what a dialect repeats of an answer.
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

// inside gives a member that is an object.
func (s *spoken) inside(name string) (map[string]any, bool) {
	object, ok := s.object[name].(map[string]any)
	return object, ok
}
