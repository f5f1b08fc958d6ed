package brokenerps

import (
	"bytes"
	"maps"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/erpkit/erpkit/schemas"
)

// brokenMembers require optional members, or texts and ids of a certain form.
func brokenMembers() []ERP {
	return []ERP{
		needs("needs-work-order-id", "wants workorderExternalId although it may be null or absent", "P3", "workorderExternalId", ""),
		needs("needs-item-serial", "wants a serial of every part", "I5", "item.serial", schemas.ItemAttach),
		needs("needs-item-work-order", "wants a work order of every part", "I5", "item.workorderNumber", schemas.ItemAttach),
		needs("needs-parent-serial", "wants the serial of the parent although only serial-managed parts have one", "I2", "serial", schemas.ItemAttach),
		needs("needs-operation-serial", "wants a serial in every report although only serial-managed parts have one", "O4", "serial", schemas.Operation),
		needs("needs-routing-id", "wants operationExternalId although it may be null or absent", "O6", "operationExternalId", schemas.Operation),
		broken("null-is-an-error", "takes null for a wrong type in workorderExternalId", []string{"P3"}, refuses("workorderExternalId must be a text.", func(p post) bool {
			value, there := p.object["workorderExternalId"]
			return there && value == nil
		})),
		broken("sku-as-number", "parses skus as numbers", []string{"P1"}, refuses("The sku must be a number.", func(p post) bool {
			_, err := strconv.ParseUint(p.text("sku"), 10, 64)
			return err != nil
		})),
		broken("zeros-lost", "keeps serials of digits as numbers, without their leading zeros", []string{"P1"}, habits{counts: func(text string) string {
			if strings.Trim(text, "0123456789") == "" {
				return strings.TrimLeft(text, "0")
			}
			return text
		}}),
		broken("case-folded", "has a database that does not tell upper from lower case", []string{"P5"}, habits{counts: strings.ToLower}),
		broken("v4-only", "takes UUIDs of version 4 only", []string{"P2"}, uuidHabit(regexp.MustCompile(`(?i)^.{14}4.{3}-[89ab]`))),
		broken("lower-case-uuids", "takes UUIDs in lower case only", []string{"P2"}, uuidHabit(regexp.MustCompile(`^[0-9a-f-]{36}$`))),
	}
}

// brokenTexts do not take, or do not keep, what people and programs write.
func brokenTexts() []ERP {
	return []ERP{
		broken("question-marks", "keeps text in a column that turns other scripts into question marks", []string{"P5"}, habits{keeps: questionMarks}),
		broken("truncates", "cuts texts after 100 characters, without a word", []string{"P5", "E4"}, habits{keeps: func(text string) string {
			return text[:min(len(text), 100)]
		}}),
		broken("latin-only", "refuses text that is not Latin", []string{"E9"}, textHabit(func(r rune) bool { return r > 0x24f })),
		broken("no-special-characters", "refuses quotes, slashes and brackets in text", []string{"E9"}, textHabit(func(r rune) bool {
			return strings.ContainsRune(`"'\/<>&`, r)
		})),
		broken("short-text", "refuses texts of more than 100 characters", []string{"E9"}, habits{demands: func(p post) string {
			return eachText(p, "The text is too long", func(text string) bool { return len(text) > 100 })
		}}),
		broken("strict-members", "refuses members that it does not know", []string{"E9"}, habits{demands: func(p post) string {
			for _, name := range slices.Sorted(maps.Keys(p.object)) {
				if strings.HasPrefix(name, "erpkit") {
					return "There is no member " + name + " in our interface."
				}
			}
			return ""
		}}),
		broken("one-content-type", "takes application/json without parameters only", []string{"T1"}, habits{front: wantsContentType}),
		broken("json-by-hand", "looks for texts in the body instead of parsing it", []string{"T1"}, habits{reads: readByHand}),
	}
}

// needs makes an ERP that requires a member, in posts of one kind or of all.
func needs(name, about, clause, member string, kind schemas.Kind) ERP {
	return broken(name, about, []string{clause}, refuses("The member "+member+" is missing.", func(p post) bool {
		return (kind == "" || p.kind == kind) && !p.has(member)
	}))
}

func uuidHabit(wanted *regexp.Regexp) habits {
	return habits{demands: func(p post) string {
		for _, name := range []string{"workorderId", "stockId", "sessionId"} {
			if !wanted.MatchString(p.text(name)) {
				return "The id " + name + " is not valid."
			}
		}
		return ""
	}}
}

func textHabit(bad func(rune) bool) habits {
	return habits{demands: func(p post) string {
		return eachText(p, "The text has a character that is not allowed", func(text string) bool { return strings.ContainsFunc(text, bad) })
	}}
}

// eachText looks at the texts that people choose.
func eachText(p post, reason string, bad func(string) bool) string {
	for _, name := range []string{"workorderNumber", "sku", "serial", "item.sku", "item.serial", "item.workorderNumber", "actCode", "workCenterCode"} {
		if bad(p.text(name)) {
			return reason + ": " + name + "."
		}
	}
	return ""
}

func questionMarks(text string) string {
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxLatin1 {
			return '?'
		}
		return r
	}, text)
}

func wantsContentType(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, params, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || len(params) > 0 {
			write(w, refuse(http.StatusUnsupportedMediaType, "Send application/json."))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// readByHand is a reader that knows JSON as the MES of the first test day wrote it: on one line and
// without escapes.
func readByHand(body []byte) (map[string]any, bool) {
	if bytes.ContainsAny(body, "\r\n") || bytes.Contains(body, []byte(`\u`)) {
		return nil, false
	}
	return parse(body)
}
