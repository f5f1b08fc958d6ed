package schemas

import (
	"fmt"
	"slices"
	"strings"
)

// Kind is one of the three integrations of the Integration Builder. URLs, files, reports and
// flags all use its text.
type Kind string

// The three kinds of post.
const (
	Device     Kind = "device"
	ItemAttach Kind = "item-attach"
	Operation  Kind = "operation"
)

// Kinds lists the kinds in the order of the contract.
func Kinds() []Kind { return []Kind{Device, ItemAttach, Operation} }

// Types lists the values that `type` may have in a post of this kind (D1, I1, O1).
func (k Kind) Types() []string {
	if k == Device {
		return []string{"add", "update", "remove"}
	}
	return []string{"add", "remove"}
}

// ParseKind turns a word into a kind. The error names the allowed words.
func ParseKind(word string) (Kind, error) {
	if slices.Contains(Kinds(), Kind(word)) {
		return Kind(word), nil
	}
	words := make([]string, 0, len(Kinds()))
	for _, k := range Kinds() {
		words = append(words, string(k))
	}
	return "", fmt.Errorf("%q is not a kind of post: use one of %s", word, strings.Join(words, ", "))
}

// KindOf tells the kind of a payload by its shape alone (C5): `item` means
// item attach, `actCode` means operation, anything else is a device post.
func KindOf(object map[string]any) Kind {
	if _, ok := object["item"]; ok {
		return ItemAttach
	}
	if _, ok := object["actCode"]; ok {
		return Operation
	}
	return Device
}

// Act is one of the seven things that the MES reports: a kind and a type, such as device add.
type Act struct {
	Kind Kind   `json:"kind"`
	Type string `json:"type"`
}

// String is the act in two words.
func (a Act) String() string { return string(a.Kind) + " " + a.Type }

// Acts lists the seven acts in the order of the contract.
func Acts() []Act {
	var acts []Act
	for _, kind := range Kinds() {
		for _, typ := range kind.Types() {
			acts = append(acts, Act{kind, typ})
		}
	}
	return acts
}
