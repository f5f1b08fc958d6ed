package schemas

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// maxPointer is the longest pointer that is reported, in bytes: names can be hostile too.
const maxPointer = 500

// pointer tells where the reader is.
func (r *reader) pointer() string {
	pointer := string(r.dec.StackPointer())
	if len(pointer) > maxPointer {
		return pointer[:maxPointer] + "…"
	}
	return pointer
}

func (r *reader) duplicate() {
	if r.findings.full() {
		r.findings.left++
		return
	}
	pointer := r.pointer()
	r.findings.add(newFinding("T1", pointer, "each member once", "the member a second time",
		fmt.Sprintf("%s stands twice in the same object; readers differ in which one they take", memberName(pointer)),
		"leave one of them out"))
}

func (r *reader) badText(raw []byte) {
	if r.findings.full() {
		r.findings.left++
		return
	}
	pointer, at := r.pointer(), r.dec.InputOffset()-int64(len(raw))
	r.findings.add(newFinding("P5", pointer, "Unicode text in UTF-8", "bytes that are not UTF-8, or half a surrogate pair",
		fmt.Sprintf("%s holds text that is not Unicode, in the string at byte %d", memberName(pointer), at),
		"encode the body as UTF-8"))
}

func (r *reader) badNumber(text string) {
	if r.findings.full() {
		r.findings.left++
		return
	}
	pointer := r.pointer()
	r.findings.add(newFinding("P6", pointer,
		fmt.Sprintf("a number of at most %d digits and an exponent of at most %d", maxDigits, maxExponent), shorten(text),
		fmt.Sprintf("%s is a number that cannot be kept without loss: %s", memberName(pointer), shorten(text)), ""))
}

// notJSON makes the finding for a body that could not be read to its end.
func notJSON(body []byte, err error) Finding {
	const wanted = "a JSON object"
	if len(bytes.TrimSpace(body)) == 0 {
		return newFinding("T1", "", wanted, "an empty body", "The body is empty", "send the payload as a JSON object")
	}
	if errors.Is(err, errTooDeep) {
		return newFinding("T1", "", fmt.Sprintf("at most %d levels", maxDepth), "more levels",
			fmt.Sprintf("The body nests objects and arrays deeper than %d levels", maxDepth), "")
	}
	offset, pointer, cause := len(body), "", err.Error()
	var syntactic *jsontext.SyntacticError
	if errors.As(err, &syntactic) {
		offset, pointer, cause = int(syntactic.ByteOffset), string(syntactic.JSONPointer), syntactic.Err.Error()
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		cause = "the body ends in the middle"
	}
	if len(pointer) > maxPointer {
		pointer = pointer[:maxPointer] + "…"
	}
	return newFinding("T1", pointer, wanted, shorten(string(body)),
		fmt.Sprintf("The body is not JSON: %s, at %s", cause, place(body, offset)), cureOf(body, offset, err))
}

// place says where a byte is, as editors count and as programs count.
func place(body []byte, offset int) string {
	offset = min(max(offset, 0), len(body))
	line := bytes.Count(body[:offset], []byte{'\n'}) + 1
	column := offset - bytes.LastIndexByte(body[:offset], '\n')
	return fmt.Sprintf("line %d, column %d (byte %d)", line, column, offset)
}

// cureOf knows the usual mistakes.
func cureOf(body []byte, offset int, err error) string {
	rest := body[min(max(offset, 0), len(body)):]
	switch {
	case errors.Is(err, errTrailing):
		return "send one JSON object and nothing behind it"
	case bytes.HasPrefix(body, []byte{0xEF, 0xBB, 0xBF}):
		return "the body begins with a byte order mark: send it without"
	case bytes.HasPrefix(rest, []byte("//")) || bytes.HasPrefix(rest, []byte("/*")):
		return "JSON has no comments: leave them out"
	case bytes.HasPrefix(rest, []byte("}")) || bytes.HasPrefix(rest, []byte("]")):
		return "leave the last comma out"
	case bytes.HasPrefix(rest, []byte("'")):
		return "names and text stand in double quotes"
	}
	return ""
}
