package main

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"
)

// colourUsage is the help of --color, which every command has.
const colourUsage = "colour what run, try, check, expect, serve and verify print: auto (on a terminal, without NO_COLOR), always or never"

// coloured are the commands whose output for a person is coloured.
var coloured = []string{"run", "try", "check", "expect", "serve", "verify"}

// colour lets the command colour its output, if it may.
func colour(cmd *cobra.Command, when string) error {
	if !slices.Contains([]string{"auto", "always", "never"}, when) {
		return fmt.Errorf("--color is %q: give auto, always or never", when)
	}
	asJSON := cmd.Flags().Lookup("json")
	if !slices.Contains(coloured, cmd.Name()) || asJSON != nil && (asJSON.Value.String() == "true" || asJSON.Value.String() == "-") {
		return nil
	}
	for _, to := range []any{cmd.OutOrStdout(), cmd.ErrOrStderr()} {
		if t, ok := to.(*terminal); ok {
			able := isTerminal(t) && switchColoursOn(beneath(t).(*os.File))
			t.coloured = when == "always" || when == "auto" && able && coloursAreWanted(os.Getenv)
		}
	}
	return nil
}

// coloursAreWanted follows https://no-color.org.
func coloursAreWanted(getenv func(string) string) bool {
	return getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
}

// The colours, as SGR codes. What they mean is in the words, too.
const (
	good, bad, doubt, strong, weak = "32", "31", "33", "1", "2"
)

// rule colours what the group of its pattern matches in a line.
type rule struct {
	pattern *regexp.Regexp
	code    string
}

// rules are tried in order; each colours its first match, or with all every match. They go by the words with which
// the commands begin their lines, so that no text of a sender or an ERP needs to be marked. They are made for the first line, for most commands print none in colour.
var rules = sync.OnceValue(func() []rule {
	return []rule{
		// run, try, expect: the outcome at the beginning
		{regexp.MustCompile(`^(?:\[ *\d+/\d+\] )?(ok|passed|reproduces|removed) `), good},
		{regexp.MustCompile(`^(?:\[ *\d+/\d+\] )?(FAIL|failed|does not reproduce|unreachable|interrupted|still there) `), bad},
		{regexp.MustCompile(`^(?:\[ *\d+/\d+\] )?(skipped|\?) `), doubt},
		{regexp.MustCompile(`^\d+ (?:of|story:|stories:) .*?(\d+ (?:failed|unreachable))`), bad},
		// check: a file or a post, and its findings
		{regexp.MustCompile(`: (breaks the contract)(?: \([a-z-]*\))?$`), bad},
		{regexp.MustCompile(`: (ok)(?: \([a-z-]*\))?$`), good},
		{regexp.MustCompile(`^ +(?:post +|answer +)?(MUST +[A-Z]\d+) `), bad},
		{regexp.MustCompile(`^ +(?:post +|answer +)?((?:SHOULD|MAY) +[A-Z]\d+) `), doubt},
		{regexp.MustCompile(`^ +(?:post +|answer +)?(NOTE +[A-Z]\d+) `), weak},
		// verify: failures, the grid, the verdict
		{regexp.MustCompile(`^(?:known to fail: )?([A-Z]\d+ MUST)  `), bad},
		{regexp.MustCompile(`^(?:known to fail: )?([A-Z]\d+ (?:SHOULD|MAY))  `), doubt},
		{regexp.MustCompile(`^  (clause|expected|but|answer|cure|more|again|also|follows) +`), weak},
		{regexp.MustCompile(`^(Mend this first:|Compared with the run of .*)$`), strong},
		{regexp.MustCompile(`^ +\d+ (fails, and did not):$`), bad},
		{regexp.MustCompile(`^ +\d+ (mended):$`), good},
		{regexp.MustCompile(`^(GREEN[^:]*): `), good},
		{regexp.MustCompile(`^(RED): `), bad},
		{regexp.MustCompile(`^(UNJUDGED|EMPTY|INTERRUPTED): `), doubt},
		// serve --log posts
		{regexp.MustCompile(`^\d\d:\d\d:\d\d #\d+ .*? -> ([123]\d\d) `), good},
		{regexp.MustCompile(`^\d\d:\d\d:\d\d #\d+ .*? -> ([045]\d*) `), bad},
		{regexp.MustCompile(`^\d\d:\d\d:\d\d #\d+ .*(\[[A-Z]\d+(?:, [A-Z]\d+)*\])`), doubt},
		{regexp.MustCompile(`^\d\d:\d\d:\d\d #\d+ .*(\(fault [a-z-]+\))`), bad},
	}
})

// The grid of verify has many clauses in a line.
var (
	gridLine = regexp.MustCompile(`^[A-Z][A-Za-z ]+ [-+!?][A-Z]\d+(?: [-+!?][A-Z]\d+)*$`)
	gridCell = regexp.MustCompile(`[-+!?][A-Z]\d+`)
)

// paint colours a line. It changes no letter of it.
func paint(line string) string {
	if gridLine.MatchString(line) {
		return gridCell.ReplaceAllStringFunc(line, func(cell string) string {
			return in(map[byte]string{'+': good, '!': bad, '?': doubt, '-': weak}[cell[0]], cell)
		})
	}
	for _, r := range rules() {
		if at := r.pattern.FindStringSubmatchIndex(line); at != nil {
			line = line[:at[2]] + in(r.code, line[at[2]:at[3]]) + line[at[3]:]
		}
	}
	return line
}

func in(code, text string) string { return "\x1b[" + code + "m" + text + "\x1b[0m" }

// paintLines colours the whole lines of a text and gives what is left of the last one.
func paintLines(text string) (painted, rest string) {
	var b strings.Builder
	for {
		line, after, ended := strings.Cut(text, "\n")
		if !ended {
			return b.String(), text
		}
		b.WriteString(paint(line) + "\n")
		text = after
	}
}
