package schemas

import "fmt"

// Judge reads a body and judges it as a post of the given kind: it returns everything that is
// wrong, and notes on members that the contract does not know, or nil when there is nothing to
// say. If the body is not a JSON object, it says no more than that (T1).
func Judge(kind Kind, body []byte) []Finding {
	object, findings := Parse(body)
	if object == nil {
		return findings
	}
	return append(findings, JudgeValue(kind, object)...)
}

// Parse reads a body that should be a JSON object. Objects become map[string]any, numbers
// json.Number with all their digits. The findings are about the text itself: not JSON, not an
// object, duplicate members (T1), not Unicode (P5), numbers beyond the bounds (P6). The object is
// nil only if the body holds none.
func Parse(body []byte) (map[string]any, []Finding) {
	value, findings, err := decode(body)
	if err != nil {
		return nil, append(findings, notJSON(body, err))
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, append(findings, notObject(value))
	}
	return object, findings
}

// Text is a member of an object as text; "" if it is missing or no text.
func Text(object map[string]any, member string) string {
	text, _ := object[member].(string)
	return text
}

func notObject(value any) Finding {
	return newFinding("T1", "", "a JSON object", show(value),
		fmt.Sprintf("The body is %s, but must be a JSON object", show(value)), "")
}

// JudgeValue judges the object of a body as a post of the given kind, by the published schema. It
// returns nil when there is nothing to say.
func JudgeValue(kind Kind, object map[string]any) []Finding {
	all, err := judges()
	if err == nil {
		_, err = ParseKind(string(kind))
	}
	if err != nil {
		return []Finding{cannotJudge("T1", err)}
	}
	if object == nil {
		return []Finding{notObject(nil)}
	}
	j := all[string(kind)]
	var findings []Finding
	if !j.valid(object) {
		findings = append(j.explain(object, true), elsewhere(all, kind, object)...)
	}
	if !j.shape.knows(object) {
		var notes findingList
		j.shape.strangers(kind, "", object, &notes)
		findings = append(findings, notes.list()...)
	}
	return append(findings, blanks(kind, object)...)
}
