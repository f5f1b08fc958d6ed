package schemas

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// explainer turns what is wrong with a value into findings.
type explainer struct {
	judge   *judge
	payload bool // a post, to which P4 and P6 apply; not an answer
	value   map[string]any
	found   map[string]Finding // by pointer
}

// explain returns the reasons why an object is invalid.
func (j *judge) explain(object map[string]any, payload bool) []Finding {
	e := explainer{judge: j, payload: payload, value: j.shape.documented(object), found: map[string]Finding{}}
	j.tell(e.value, "", func(pointer string, at location) {
		switch at.keyword {
		case "required":
			e.missing(pointer, at, object)
		case "not":
			e.forbidden(pointer, at)
		default:
			e.wrong(pointer, at)
		}
	})
	if len(e.found) == 0 { // a post never passes because nothing could say why it is wrong
		return []Finding{cannotJudge(j.clause(), errors.New("the judge gives no reason"))}
	}
	return slices.SortedFunc(maps.Values(e.found), func(a, b Finding) int { return strings.Compare(a.Pointer, b.Pointer) })
}

// missing reports every missing member of an object. The object is the original one, because it
// may have the member misspelt.
func (e *explainer) missing(parent string, at location, object map[string]any) {
	there, _ := valueAt(object, parent).(map[string]any)
	for _, name := range textsOf(at.schema["required"]) {
		if _, ok := there[name]; ok {
			continue
		}
		pointer, hint := pointerTo(parent, name), ""
		for _, stranger := range firstNames(there, e.judge.shape.at(parent)) {
			if Nearest(stranger, []string{name}) != "" {
				hint = meant(memberName("/"+stranger), name)
				break
			}
		}
		schema := e.judge.members[pointer]
		clause, _ := schema["$comment"].(string)
		wanted := wantedBy(schema)
		e.found[pointer] = newFinding(clause, pointer, wanted, "nothing",
			fmt.Sprintf("%s is missing%s: it must be %s", memberName(pointer), e.onType(at), wanted), hint)
	}
}

// meant asks whether an unknown member is one of the contract, misspelt.
func meant(stranger, name string) string {
	return fmt.Sprintf("%s is not known; did you mean `%s`?", stranger, name)
}

// onType names the type that a conditional rule applies to.
func (e *explainer) onType(at location) string {
	kind, _ := e.value["type"].(string)
	if !at.conditional {
		return ""
	}
	return " on " + withArticle(kind)
}

func withArticle(kind string) string {
	if kind == "add" || kind == "update" {
		return "an `" + kind + "`"
	}
	return "a `" + kind + "`"
}

// forbidden reports a member that must not be there. Its value no longer matters, so this finding
// replaces an earlier one about the member.
func (e *explainer) forbidden(pointer string, at location) {
	value := valueAt(e.value, pointer)
	e.found[pointer] = newFinding(at.clause, pointer, "no such member"+e.onType(at), show(value),
		fmt.Sprintf("%s is present%s; it belongs to %s only", memberName(pointer), e.onType(at), allowedOn(at.clause)),
		"leave the member out")
}

// allowedOn names the types that a member is allowed on.
func allowedOn(clause string) string {
	switch clause {
	case "D3":
		return "`update`"
	case "D4":
		return "`update` and `remove`"
	}
	return "`remove`" // I6, O5
}

// wrong reports a member with a wrong value.
func (e *explainer) wrong(pointer string, at location) {
	value, schema := valueAt(e.value, pointer), e.judge.members[pointer]
	wanted := wantedBy(schema)
	clause, hint := e.cause(at, value, schema)
	e.found[pointer] = newFinding(clause, pointer, wanted, show(value),
		fmt.Sprintf("%s is %s, but must be %s", memberName(pointer), show(value), wanted), hint)
}

// cause returns the clause that a wrong value breaks and the likely cure: P4 for null and P6 for
// quoted numbers come before the clause of the member itself.
func (e *explainer) cause(at location, value any, schema map[string]any) (clause, hint string) {
	text, isText := value.(string)
	if at.keyword == "enum" {
		if near := Nearest(text, textsOf(schema["enum"])); near != "" {
			return at.clause, fmt.Sprintf("did you mean `%s`?", near)
		}
	}
	if at.keyword != "type" {
		return at.clause, ""
	}
	number, isNumber := NumberText(value)
	types := strings.Join(typesOf(schema), " ")
	switch {
	case value == nil && e.payload:
		return "P4", "only members documented as \"string or null\" may be null"
	case isText && e.payload && (types == "number" || types == "integer"):
		return "P6", unquoted(text)
	case isNumber && strings.Contains(types, "string"):
		return at.clause, fmt.Sprintf("text is quoted: write \"%s\", not %s", shorten(number), shorten(number))
	}
	return at.clause, ""
}

func unquoted(text string) string {
	if text = strings.TrimSpace(text); looksLikeNumber(text) {
		return fmt.Sprintf("numbers are not quoted: write %s, not \"%s\"", text, text)
	}
	return "numbers are not quoted"
}
