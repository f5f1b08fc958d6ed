package schemas

import (
	"fmt"
	"strings"
	"unicode"
)

// blanks notes serials without a visible character. They are not empty, so they break no clause; but no
// label can show them, and nobody can scan or type them again.
func blanks(kind Kind, object map[string]any) []Finding {
	var found []Finding
	note := func(clause, pointer string, value any) {
		serial, _ := value.(string)
		if serial == "" || strings.ContainsFunc(serial, visible) {
			return
		}
		found = append(found, newNote(clause, pointer, "a visible serial", show(serial),
			fmt.Sprintf("%s is %s: it has no visible character", memberName(pointer), show(serial)), "check how the serial is scanned or typed"))
	}
	switch kind {
	case Device:
		note("D2", "/serial", object["serial"])
		note("D3", "/oldSerial", object["oldSerial"])
	case ItemAttach:
		note("I2", "/serial", object["serial"])
		if item, ok := object["item"].(map[string]any); ok {
			note("I5", "/item/serial", item["serial"])
		}
	case Operation:
		note("O4", "/serial", object["serial"])
	}
	return found
}

// visible is true for what leaves a mark on a screen or a label.
func visible(r rune) bool { return unicode.IsPrint(r) && r != ' ' }
