package report

import (
	"fmt"
	"io"

	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/schemas/show"
)

// Live returns a callback for play.Options.Progress. It writes a line when a story ends, and before that one for
// each step that does not pass. Write errors are ignored.
func Live(to io.Writer) func(play.Event) {
	return func(e play.Event) {
		switch e.Kind {
		case play.StepDone:
			if len(e.Step.Failures) > 0 {
				f := e.Step.Failures[0]
				write(to, "         %s:%d: %s: expected %s, came %s\n", show.Text(e.Step.Step.File), e.Step.Step.Line, f.What, cut(f.Expected), cut(f.Came))
			}
		case play.CaseEnds:
			write(to, "[%*d/%d] %-11s %s (%s)\n", width(e.Total), e.Done, e.Total, outcome(&e.Case), show.Text(e.Case.Name), short(e.Case.Took))
		}
	}
}

func write(to io.Writer, format string, args ...any) {
	_, _ = fmt.Fprintf(to, format, args...)
}

func width(n int) int { return len(fmt.Sprint(n)) }

// cut shortens a line of the progress.
func cut(text string) string {
	const most = 100
	letters := []rune(show.Text(text))
	if len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return string(letters)
}
