package behaviour

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// formsOf says how ids and messages look, by all answers of the run.
func formsOf(results []check.Result) []Habit {
	ids := map[schemas.Kind][]string{}
	var messages []check.Exchange
	for _, one := range results {
		for _, x := range one.Exchanges {
			if x.Act.Type == "add" && x.ID() != "" && !inACrowd(one.Check.Name) {
				ids[x.Act.Kind] = append(ids[x.Act.Kind], x.ID())
			}
			if x.Refused() {
				messages = append(messages, x)
			}
		}
	}
	var habits []Habit
	for _, kind := range schemas.Kinds() {
		habits = append(habits, idsLook(kind, ids[kind]))
	}
	return append(habits, messagesLook(messages))
}

var (
	uuidForm = regexp.MustCompile(`(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	digits   = regexp.MustCompile(`[0-9]+`)
)

func idsLook(kind schemas.Kind, ids []string) Habit {
	h := Habit{Name: fmt.Sprintf("%s-ids", kind), Question: fmt.Sprintf("How the ids of %s look", kind)}
	if len(ids) == 0 {
		h.Answer, h.Seen = "there are none", "No answer to an add had an id."
		return h
	}
	h.Seen = fmt.Sprintf("For example %s, of %d.", shown(ids[0]), len(ids))
	if !slices.ContainsFunc(ids, func(id string) bool { return !uuidForm.MatchString(id) }) {
		h.Answer = "UUIDs"
		return h
	}
	shape, rising := pattern(ids[0]), true
	for i, id := range ids {
		if pattern(id) != shape {
			h.Answer = "of several forms"
			return h
		}
		rising = rising && (i == 0 || longer(ids[i-1], id))
	}
	h.Answer = fmt.Sprintf("like %s", shown(shape))
	if rising && strings.Contains(shape, "9") {
		h.Answer += ", rising"
	}
	return h
}

// pattern is an id with each number as one 9.
func pattern(id string) string { return digits.ReplaceAllString(id, "9") }

// longer tells whether the last number of the second id is not smaller: a repeat is answered the same id.
func longer(before, after string) bool {
	a, b := lastNumber(before), lastNumber(after)
	return len(a) < len(b) || len(a) == len(b) && a <= b
}

func lastNumber(id string) string {
	all := digits.FindAllString(id, -1)
	if len(all) == 0 {
		return ""
	}
	return strings.TrimLeft(all[len(all)-1], "0")
}

func messagesLook(refused []check.Exchange) Habit {
	h := Habit{Name: "messages", Question: "How the messages of refusals look"}
	longest, without := "", 0
	for _, x := range refused {
		message := x.Result.Message
		if message == "" {
			without++
		}
		if utf8.RuneCountInString(message) > utf8.RuneCountInString(longest) {
			longest = message
		}
	}
	switch {
	case len(refused) == 0:
		h.Seen = "Nothing was refused."
		return h
	case without == len(refused):
		h.Answer = "there are none that the MES reads"
	case without > 0:
		h.Answer = "some refusals have one"
	default:
		h.Answer = "every refusal has one"
	}
	h.Seen = fmt.Sprintf("%d of %d refusals have one; the longest has %d characters: %s.", len(refused)-without, len(refused), utf8.RuneCountInString(longest), shown(longest))
	return h
}

// shown is a text of the ERP in a sentence.
func shown(text string) string {
	const most = 80
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most]) + "…"
	}
	return fmt.Sprintf("%q", text)
}
