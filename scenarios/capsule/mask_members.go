package capsule

import (
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// nameMembers are the members of the contract that hold a name.
func nameMembers() []string {
	return []string{
		"workorderNumber", "sku", "serial", "oldSerial", "externalId", "workorderId", "stockId", "sessionId", "workorderExternalId",
		"actCode", "workCenterCode", "operationExternalId",
	}
}

// quantityMembers are the members with a number that identifies nothing.
func quantityMembers() []string { return []string{"quantity", "position", "validQty", "invalidQty"} }

// otherMembers are the other members of the contract, and those of erpkit's own answers.
func otherMembers() []string { return []string{"type", "item", "message", "findings"} }

// findingMembers are the members of a finding.
func findingMembers() []string {
	return []string{"clause", "level", "pointer", "wanted", "got", "message", "hint"}
}

// isName distinguishes members with a name from members with words.
func isName(member string) bool { return slices.Contains(nameMembers(), member) }

// isMember distinguishes member names of the contract from others.
func isMember(name string) bool {
	return isName(name) || slices.Contains(quantityMembers(), name) || slices.Contains(otherMembers(), name)
}

// room is the part of a body that decides what the contract says of its members.
type room int

const (
	elsewhere  room = iota // unknown to the contract
	inPost                 // the object that was posted
	inItem                 // the item in it
	inAnswer               // the object that was answered
	inFindings             // the list of findings
	inFinding              // one of them
)

// inside is the room of the value of a member.
func (in room) inside(member string, isList bool) room {
	switch {
	case in == inPost && member == "item" && !isList:
		return inItem
	case in == inAnswer && member == "findings" && isList:
		return inFindings
	case in == inFindings && !isList:
		return inFinding
	}
	return elsewhere
}

// stays tells whether a text at this place reveals nothing.
func (in room) stays(member, text string) bool {
	switch {
	case in == inPost && member == "type":
		return slices.Contains(schemas.Device.Types(), text)
	case in == inFinding && member == "clause":
		_, known := schemas.ClauseByID(text)
		return known
	case in == inFinding && member == "level":
		return slices.Contains([]schemas.Level{schemas.Must, schemas.Should, schemas.May, schemas.Note}, schemas.Level(text))
	}
	return false
}

// isQuantity tells whether a number is a quantity of the contract.
func (in room) isQuantity(member string) bool {
	return in == inItem && member == "quantity" || in == inPost && member != "quantity" && slices.Contains(quantityMembers(), member)
}

// memberName masks a name of a member that the contract does not know.
func (m *Masker) memberName(in room, name string) string {
	if isMember(name) || in == inFinding && slices.Contains(findingMembers(), name) {
		return name
	}
	return m.name(name)
}

// pointer masks a JSON pointer: its steps are member names or positions in a list.
func (m *Masker) pointer(text string) string {
	if !strings.HasPrefix(text, "/") {
		return m.prose(text)
	}
	steps := strings.Split(text, "/")
	for i, step := range steps {
		plain := strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
		steps[i] = strings.NewReplacer("~", "~0", "/", "~1").Replace(m.memberName(elsewhere, plain))
	}
	return strings.Join(steps, "/")
}
