package fault

import (
	"fmt"
	"strings"
)

// Kind is the name of a fault, as scripts write it.
type Kind string

// The faults. What the books do with the post is not the fault's business: an answer that is lost may
// have been booked.
const (
	Timeout       Kind = "timeout"
	ResetBefore   Kind = "reset-before-headers"
	ResetHeaders  Kind = "reset-in-headers"
	ResetAfter    Kind = "reset-after-headers"
	ResetBody     Kind = "reset-in-body"
	Empty         Kind = "empty"
	TruncatedJSON Kind = "truncated-json"
	CutShort      Kind = "wrong-length"
	Garbage       Kind = "garbage"
	Drip          Kind = "drip"
)

// Info describes one fault.
type Info struct {
	Kind  Kind   `json:"kind"`
	About string `json:"about"`
}

// Kinds lists the faults with what each one does.
func Kinds() []Info {
	return []Info{
		{Timeout, "takes the post and never answers; the connection stays open until the sender hangs up"},
		{ResetBefore, "resets the connection before the first byte of the answer"},
		{ResetHeaders, "resets the connection in the middle of the headers"},
		{ResetAfter, "resets the connection after the headers, before the body"},
		{ResetBody, "resets the connection in the middle of the body"},
		{Empty, "closes the connection without an answer"},
		{TruncatedJSON, "answers in right HTTP, but with only the first half of the JSON"},
		{CutShort, "promises a longer body than it sends, then closes the connection"},
		{Garbage, "answers with bytes that are not HTTP"},
		{Drip, "answers slowly, so many bytes a second"},
	}
}

// Parse turns a name into a fault. The error lists the known names.
func Parse(name string) (Kind, error) {
	names := make([]string, 0, len(Kinds()))
	for _, known := range Kinds() {
		if string(known.Kind) == name {
			return known.Kind, nil
		}
		names = append(names, string(known.Kind))
	}
	return "", fmt.Errorf("%q is not a fault: use one of %s", name, strings.Join(names, ", "))
}
