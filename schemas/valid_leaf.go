package schemas

import (
	"slices"
)

// uuidPattern is the only pattern that the checks know: it says what a UUID is in a form that every validator
// has. `"format": "uuid"` is not: some validators refuse it.
const uuidPattern = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"

func uuidCheck(argument any) (check, error) {
	return func(v any) bool {
		text, isText := v.(string)
		return !isText || isUUID(text)
	}, formError(argument == "uuid" || argument == uuidPattern, argument)
}

func isUUID(text string) bool {
	return len(text) == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-' &&
		isHex(text[:8]) && isHex(text[9:13]) && isHex(text[14:18]) && isHex(text[19:23]) && isHex(text[24:])
}

func isHex(text string) bool {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c-'0' > 9 && (c|0x20)-'a' > 5 {
			return false
		}
	}
	return true
}

// typeCheck compiles `"type": "string"` and `"type": ["string", "null"]`.
func typeCheck(argument any) (check, error) {
	if list, ok := argument.([]any); ok {
		if len(list) != 2 || list[1] != "null" {
			return nil, formError(false, argument)
		}
		one, err := typeCheck(list[0])
		return func(v any) bool { return v == nil || one(v) }, err
	}
	switch argument {
	case "object":
		return func(v any) bool { _, ok := v.(map[string]any); return ok }, nil
	case "string":
		return func(v any) bool { _, ok := v.(string); return ok }, nil
	case "number":
		return func(v any) bool { _, ok := NumberText(v); return ok }, nil
	case "integer":
		return func(v any) bool { text, ok := NumberText(v); return ok && isWhole(text) }, nil
	}
	return nil, formError(false, argument)
}

// enumCheck compiles `enum` and `const` of strings.
func enumCheck(word string, argument any) (check, error) {
	list, _ := argument.([]any)
	if word == "const" {
		list = []any{argument}
	}
	var words []string
	for _, entry := range list {
		text, ok := entry.(string)
		if !ok {
			return nil, formError(false, argument)
		}
		words = append(words, text)
	}
	return func(v any) bool {
		text, ok := v.(string)
		return ok && slices.Contains(words, text)
	}, formError(len(words) > 0, argument)
}

// minimumCheck compares with 0, the only bound in the contract: the sign of a number's text is
// enough, whatever its length.
func minimumCheck(word string, argument any) (check, error) {
	above := word == "exclusiveMinimum"
	return func(v any) bool {
		text, ok := NumberText(v)
		if !ok { // `type` deals with what is not a number
			return true
		}
		if above && isZero(text) {
			return false
		}
		return !isNegative(text)
	}, formError(argument == 0.0, argument)
}
