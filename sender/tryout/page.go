package tryout

import (
	"fmt"
	"strings"
	"unicode"
)

// page looks at what the three integrations have in common.
func (r *runner) page() {
	if r.Settings.CustomIntegration {
		r.add(Step{Name: "toggle", Outcome: OK, Words: "The custom integration is switched on."})
	} else {
		r.add(Step{Name: "toggle", Outcome: Warned, Words: "The custom integration is switched off: the MES will send nothing (C1). It is tried anyway.",
			Cure: "Set customIntegration: true."})
	}
	mine := r.Settings.WorkOrderSource
	if len(r.Sources) == 0 {
		r.add(ownSource(mine))
		return
	}
	for _, theirs := range r.Sources {
		outcome, words, cure := compare(mine, theirs)
		r.add(Step{Name: "source", Outcome: outcome, Words: words, Cure: cure})
	}
}

// ownSource judges the configured source where there is no work order to compare it with.
func ownSource(mine string) Step {
	if strings.TrimSpace(mine) != mine || invisible(mine) {
		return Step{Name: "source", Outcome: Warned, Words: fmt.Sprintf("The configured source %q has a space at its end or an invisible character; it must match the work orders' source exactly (C3).", mine),
			Cure: "Write it without, unless the work orders really have it."}
	}
	return Step{Name: "source", Outcome: Skipped, Words: fmt.Sprintf("The configured source is %q; there is no work order to compare it with (C3).", mine),
		Cure: "Give the source of a real work order to compare it."}
}

// compare tells in which way two sources differ (C3: they must not).
func compare(mine, theirs string) (outcome Outcome, words, cure string) {
	if mine == theirs {
		return OK, fmt.Sprintf("The source %q of the work order matches exactly.", theirs), ""
	}
	differ := "They are different texts."
	switch {
	case strings.EqualFold(mine, theirs):
		differ = "They differ only in upper and lower case."
	case bare(mine) == bare(theirs):
		differ = "They differ only in spaces or invisible characters."
	case strings.EqualFold(bare(mine), bare(theirs)):
		differ = "They differ only in case and in spaces or invisible characters."
	}
	return Failed, fmt.Sprintf("The source of the work order is %q and the configured source is %q: its events are not sent (C3). %s", theirs, mine, differ),
		fmt.Sprintf("Set workOrderSource to %q, letter for letter.", theirs)
}

// bare leaves only what can be seen.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, text)
}

func invisible(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
}
