package schemas

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// pointer is the reader's position.
func (r *reader) pointer() string { return fit(string(r.dec.StackPointer())) }

func (r *reader) duplicate() {
	r.findings.add(func() Finding {
		pointer := r.pointer()
		return newFinding("T1", pointer, "each member once", "a duplicate",
			memberName(pointer)+" appears more than once in the same object; parsers differ in which one they use",
			"remove one of them")
	})
}

func (r *reader) badText(raw []byte) {
	r.findings.add(func() Finding {
		pointer, at := r.pointer(), r.dec.InputOffset()-int64(len(raw))
		return newFinding("P5", pointer, "Unicode text in UTF-8", "bytes that are not UTF-8, or half a surrogate pair",
			fmt.Sprintf("%s is not Unicode text, in the string at byte %d", memberName(pointer), at),
			"encode the body as UTF-8")
	})
}

func (r *reader) badNumber(text string) {
	r.findings.add(func() Finding {
		pointer := r.pointer()
		return newFinding("P6", pointer,
			fmt.Sprintf("a number of at most %d digits, with an exponent of at most %d", maxDigits, maxExponent), shorten(text),
			fmt.Sprintf("%s is %s, a number that not every program can keep without loss", memberName(pointer), shorten(text)), "")
	})
}

// notJSON makes the finding for a body that is not JSON.
func notJSON(body []byte, err error) Finding {
	const wanted = "a JSON object"
	if len(bytes.TrimSpace(body)) == 0 {
		return newFinding("T1", "", wanted, "an empty body", "The body is empty", "send the payload as a JSON object")
	}
	if errors.Is(err, errTooDeep) {
		return newFinding("T1", "", fmt.Sprintf("at most %d levels", maxDepth), "more levels",
			fmt.Sprintf("The body nests objects and arrays more than %d levels deep", maxDepth), "")
	}
	offset, pointer, cause := len(body), "", err.Error()
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		offset, pointer, cause = int(syntactic.ByteOffset), string(syntactic.JSONPointer), syntactic.Err.Error()
	}
	offset = min(max(offset, 0), len(body))
	if errors.Is(err, io.ErrUnexpectedEOF) {
		cause = "it ends in the middle"
	}
	return newFinding("T1", fit(pointer), wanted, standsAt(body, offset),
		fmt.Sprintf("The body is not JSON: %s, at %s", cause, place(body, offset)), cureOf(body, offset, err))
}

// standsAt shows the text at an offset.
func standsAt(body []byte, offset int) string {
	if offset == len(body) {
		return "the end of the body"
	}
	return fmt.Sprintf("%q", body[offset:min(offset+maxShown/2, len(body))])
}

// place gives the position of a byte, the way editors and programs count.
func place(body []byte, offset int) string {
	line := bytes.Count(body[:offset], []byte{'\n'}) + 1
	column := offset - bytes.LastIndexByte(body[:offset], '\n')
	return fmt.Sprintf("line %d, column %d (byte %d)", line, column, offset)
}

// cureOf knows the usual mistakes.
func cureOf(body []byte, offset int, err error) string {
	rest := body[offset:]
	switch {
	case errors.Is(err, errTrailing):
		return "send one JSON object and nothing after it"
	case bytes.HasPrefix(body, []byte{0xEF, 0xBB, 0xBF}):
		return "the body begins with a byte order mark: remove it"
	case bytes.HasPrefix(rest, []byte("//")) || bytes.HasPrefix(rest, []byte("/*")):
		return "JSON has no comments: remove them"
	case isLastComma(body, offset):
		return "remove the last comma"
	case bytes.HasPrefix(rest, []byte("'")):
		return "names and text need double quotes"
	}
	return ""
}

// isLastComma tells whether an offset is at, or just after, a comma before a closing bracket.
func isLastComma(body []byte, offset int) bool {
	before := bytes.TrimRight(body[:offset], " \t\r\n")
	rest := bytes.TrimLeft(body[offset:], " \t\r\n")
	after, comma := bytes.CutPrefix(rest, []byte(","))
	if comma || bytes.HasSuffix(before, []byte(",")) {
		after = bytes.TrimLeft(after, " \t\r\n")
		return bytes.HasPrefix(after, []byte("}")) || bytes.HasPrefix(after, []byte("]"))
	}
	return false
}
