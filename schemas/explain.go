package schemas

import (
	"fmt"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// explain turns what the schema library says about a wrong value into findings.
type explainer struct {
	judge   *judge
	payload bool // a post, where P4 and P6 speak; not an answer
	value   any
	found   map[string]Finding
}

// explain gives the reasons why the value is not right.
func (j *judge) explain(value any, payload bool) []Finding {
	e := explainer{judge: j, payload: payload, value: plain(value, 0), found: map[string]Finding{}}
	err := e.ask()
	if invalid, ok := err.(*jsonschema.ValidationError); ok {
		e.walk(invalid)
	} else if err != nil {
		return []Finding{newFinding(j.clause(), "", "a body that can be judged", "", "The body could not be judged: "+err.Error(), "")}
	}
	findings := make([]Finding, 0, len(e.found))
	for _, f := range e.found {
		findings = append(findings, f)
	}
	sortFindings(findings)
	return findings
}

// ask runs the schema library. It must not take the program with it, whatever it meets.
func (e *explainer) ask() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the schema library gave up: %v", r)
		}
	}()
	return e.judge.slow.Validate(e.value)
}

// clause is the clause of the schema as a whole.
func (j *judge) clause() string {
	clause, _ := j.doc["$comment"].(string)
	return clause
}

func (e *explainer) walk(v *jsonschema.ValidationError) {
	for _, cause := range v.Causes {
		e.walk(cause)
	}
	if len(v.Causes) == 0 {
		e.leaf(v)
	}
}

// leaf turns one failed keyword into a finding, or several when members are missing.
func (e *explainer) leaf(v *jsonschema.ValidationError) {
	place := e.judge.follow(v.KeywordLocation)
	value := valueAt(e.value, v.InstanceLocation)
	switch place.keyword {
	case "required":
		object, _ := value.(map[string]any)
		names, _ := place.schema["required"].([]any)
		for _, name := range names {
			name, _ := name.(string)
			if _, there := object[name]; !there {
				e.missing(pointerTo(v.InstanceLocation, name), name, object)
			}
		}
	case "not":
		e.forbidden(v.InstanceLocation, place.clause, value)
	default:
		e.wrong(v.InstanceLocation, place, value)
	}
}

// add keeps one finding for each member: a member that must not be there at all is not
// blamed for its value as well.
func (e *explainer) add(f Finding, trumps bool) {
	if _, there := e.found[f.Pointer]; !there || trumps {
		e.found[f.Pointer] = f
	}
}

func (e *explainer) missing(pointer, name string, object map[string]any) {
	schema := e.judge.member(pointer)
	clause, _ := schema["$comment"].(string)
	wanted := e.judge.wanted(schema)
	hint := ""
	for stranger := range object {
		if e.judge.member(pointerTo(parentOf(pointer), stranger)) == nil && closest(stranger, []string{name}) != "" {
			hint = fmt.Sprintf("did you mean `%s` by `%s`?", name, shorten(stranger))
		}
	}
	e.add(newFinding(clause, pointer, wanted, "nothing",
		fmt.Sprintf("%s is missing; wanted is %s", capital(memberName(pointer)), wanted), hint), false)
}

// onlyOn says on which types a member may stand that is forbidden on others.
var onlyOn = map[string]string{
	"D3": "`update`", "D4": "`update` and `remove`", "I6": "`remove`", "O5": "`remove`",
}

func (e *explainer) forbidden(pointer, clause string, value any) {
	object, _ := e.value.(map[string]any)
	kind, _ := object["type"].(string)
	e.add(newFinding(clause, pointer, "no such member on `"+kind+"`", show(value),
		fmt.Sprintf("%s is present on `%s`; it belongs to %s only", capital(memberName(pointer)), kind, onlyOn[clause]),
		"leave the member out"), true)
}

func (e *explainer) wrong(pointer string, place location, value any) {
	schema := e.judge.member(pointer)
	wanted := e.judge.wanted(schema)
	clause, hint := place.clause, ""
	if pointer == "" {
		wanted = "a JSON object"
	}
	text, isText := value.(string)
	number, isNumber := numberText(value)
	types := strings.Join(e.judge.types(schema), " ")
	switch {
	case place.keyword == "type" && value == nil && e.payload:
		clause, hint = "P4", e.nullHint(schema)
	case place.keyword == "type" && isText && (types == "number" || types == "integer"):
		if e.payload {
			clause = "P6"
		}
		hint = "numbers are not quoted"
		if looksLikeNumber(text) {
			hint = fmt.Sprintf("numbers are not quoted: write %s, not %q", text, text)
		}
	case place.keyword == "type" && isNumber && strings.Contains(types, "string"):
		hint = fmt.Sprintf("text is quoted: write \"%s\", not %s", shorten(number), shorten(number))
	case place.keyword == "enum":
		if near := closest(text, textsOf(schema["enum"])); near != "" {
			hint = fmt.Sprintf("did you mean `%s`?", near)
		}
	}
	e.add(newFinding(clause, pointer, wanted, show(value),
		fmt.Sprintf("%s is %s; wanted is %s", capital(memberName(pointer)), show(value), wanted), hint), false)
}

func (e *explainer) nullHint(schema map[string]any) string {
	return "leave the member out when there is nothing to say"
}
