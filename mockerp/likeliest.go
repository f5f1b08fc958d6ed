package mockerp

import (
	"fmt"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// refuseFindings is what enforce mode says of a payload with findings of level MUST. The status
// is that of the worst: content type, then JSON, then the payload. The person at the station reads
// the message alone, so it is the likeliest cause, and how much else is to be mended.
func refuseFindings(status int, findings []schemas.Finding) refusal {
	if len(findings) == 0 {
		return refusal{status, ""}
	}
	likeliest, more := &findings[0], 0
	for i := range findings {
		if rank(&findings[i]) < rank(likeliest) {
			likeliest = &findings[i]
		}
		if findings[i].Level == schemas.Must {
			more++
		}
	}
	message := likeliest.Message
	if likeliest.Hint != "" {
		message += " " + sentence(likeliest.Hint)
	}
	if likeliest.Level == schemas.Must {
		more--
	}
	if more > 0 {
		message += fmt.Sprintf(" (and %d more)", more)
	}
	return refusal{status, message}
}

// rank orders findings by how likely the others come from them: what the body is (T1), then the wrong
// integration (a note, but every missing member follows from it), then the type, which the rules for the
// other members go by; then by level. Among equals the first counts.
func rank(f *schemas.Finding) int {
	switch {
	case f.Level == schemas.Must && f.Clause == "T1" && (f.Pointer == "" || f.Wanted == "a JSON object"):
		return 0
	case f.Clause == "C2":
		return 1
	case f.Level == schemas.Must && f.Pointer == "/type":
		return 2
	case f.Level == schemas.Must:
		return 3
	case f.Level == schemas.Should:
		return 4
	}
	return 5
}

// sentence gives a hint a capital and a full stop, to stand behind another sentence.
func sentence(hint string) string {
	hint = strings.ToUpper(hint[:1]) + hint[1:]
	if !strings.HasSuffix(hint, ".") && !strings.HasSuffix(hint, "?") {
		hint += "."
	}
	return hint
}
