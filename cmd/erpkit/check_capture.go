package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/erpkit/erpkit/mockerp/offline"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// captureFlags name files of captured traffic, by their format.
type captureFlags struct {
	har, jsonl, raw []string
	lines           string // the member that holds a post, in JSON lines of other tools
	strict          bool
}

func (f *captureFlags) add(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.har, "har", nil, "an HTTP archive (HAR) of any tool: judge every post in it, its answer and the flow")
	flags.StringArrayVar(&f.jsonl, "jsonl", nil, "JSON lines of erpkit export, judged in the same way")
	flags.StringVar(&f.lines, "jsonl-body", "", jsonlBodyUsage)
	flags.StringArrayVar(&f.raw, "raw", nil, rawUsage+", judged in the same way")
	flags.BoolVar(&f.strict, "strict", false, "exit with 2 instead of 1 if a captured post cannot be read")
}

// The help of flags that two commands share.
const (
	jsonlBodyUsage = "the JSON lines are of another program, such as pino or Docker, and this member holds the posted body: req.body"
	rawUsage       = "HTTP as it went over the wire or was pasted: from a log, curl -v, HTTPie, erpkit send --verbose; curl commands too"
)

func (f *captureFlags) given() bool { return len(f.har)+len(f.jsonl)+len(f.raw) > 0 }

// judgedCapture is what check says of one file of captured traffic.
type judgedCapture struct {
	File   string         `json:"file"`
	Format traffic.Format `json:"format"`
	offline.Report
}

// checkCaptures judges every file that can be read; the error lists those that cannot.
func (f *captureFlags) checkCaptures(kind schemas.Kind, stdin io.Reader, stderr io.Writer) ([]judgedCapture, error) {
	captures := []judgedCapture{}
	var wrong []error
	if f.lines != "" && len(f.jsonl) == 0 {
		wrong = append(wrong, errors.New("--jsonl-body is about the lines of a file: name it with --jsonl"))
	}
	for _, one := range []struct {
		format traffic.Format
		files  []string
	}{{traffic.HAR, f.har}, {traffic.JSONLines, f.jsonl}, {traffic.Raw, f.raw}} {
		for _, name := range one.files {
			report, err := judgeCapture(captureSource{name: name, stdin: stdin, stderr: stderr, format: one.format, member: f.lines, kind: kind})
			if err != nil {
				wrong = append(wrong, fmt.Errorf("%s: %w", name, err))
			}
			if err != nil && report.Judged+report.Skipped+report.Unreadable == 0 {
				continue
			}
			captures = append(captures, judgedCapture{name, one.format, report})
		}
	}
	return captures, errors.Join(wrong...)
}

func judgeCapture(from captureSource) (offline.Report, error) {
	file, done, err := from.open()
	if err != nil {
		return offline.Report{}, err
	}
	report, err := offline.All(file.Exchanges())
	return report, errors.Join(err, done())
}

// exitOf is the exit code for captures: a post could not be read, a post is broken, or nothing was judged.
func (f *captureFlags) exitOf(captures []judgedCapture) error {
	var nothing, unread []error
	broken := false
	for i := range captures {
		c := &captures[i]
		broken = broken || c.Broken > 0
		switch {
		case c.Unreadable > 0:
			unread = append(unread, fmt.Errorf("%s: posts that cannot be read: %d", c.File, c.Unreadable))
		case c.Judged == 0:
			nothing = append(nothing, fmt.Errorf("%s has no post of the contract, so nothing was judged", c.File))
		}
	}
	switch {
	case len(unread) > 0 && f.strict:
		return exitWith(exitUsage, errors.Join(unread...))
	case len(unread) > 0:
		return exitWith(exitFailed, errors.Join(unread...))
	case broken:
		return exit(exitFailed)
	}
	return exitWith(exitNothing, errors.Join(nothing...))
}

func printCaptures(to io.Writer, captures []judgedCapture) {
	for i := range captures {
		c := &captures[i]
		fmt.Fprintf(to, "%s: %d judged (%d with their flow, %d answers), %d broken, %d skipped\n", c.File, c.Judged, c.Flows, c.Answers, c.Broken, c.Skipped)
		for j := range c.Entries {
			printEntry(to, &c.Entries[j])
		}
		for _, reason := range slices.Sorted(maps.Keys(c.SkippedWhy)) {
			fmt.Fprintf(to, "  skipped %d: %s (%s)\n", c.SkippedWhy[reason], printable(reason), placesOf(c.Entries, reason))
		}
		printFlowSkipped(to, c.Entries)
		if c.Unlisted > 0 {
			fmt.Fprintf(to, "  %d more are counted above and not listed\n", c.Unlisted)
		}
	}
}

// placesOf names the first entries that were skipped for one reason.
func placesOf(entries []offline.Entry, reason string) string {
	const most = 3
	var places []string
	for i := range entries {
		if entries[i].Skipped != reason {
			continue
		}
		if len(places) == most {
			return strings.Join(places, ", ") + " …"
		}
		places = append(places, entries[i].Place)
	}
	return strings.Join(places, ", ")
}

// printEntry prints the findings of an entry, if there are any.
func printEntry(to io.Writer, e *offline.Entry) {
	if e.Unreadable != "" {
		fmt.Fprintf(to, "  %s: a post that cannot be read: %s\n", e.Place, printable(e.Unreadable))
		return
	}
	found := len(e.Findings)
	if e.Answer != nil {
		found += len(e.Answer.Findings)
	}
	if found == 0 {
		return
	}
	word := "ok"
	if !e.OK {
		word = "breaks the contract"
	}
	what := strings.Join(strings.Fields(fmt.Sprint(e.Kind, " ", e.Type, " ", e.Serial)), " ")
	fmt.Fprintf(to, "  %s, %s to %s: %s\n", e.Place, printable(what), printable(e.Target), word)
	printFindings(to, "post  ", e.Findings)
	if e.Answer != nil {
		printFindings(to, "answer", e.Answer.Findings)
	}
}

func printFindings(to io.Writer, whose string, findings []schemas.Finding) {
	for _, f := range findings {
		fmt.Fprintf(to, "    %s %-6s %-3s %s  %s\n", whose, f.Level, f.Clause, printable(pointerText(f.Pointer)), printable(f.Message))
		if f.Hint != "" {
			fmt.Fprintf(to, "                      %s\n", printable(f.Hint))
		}
	}
}

// printFlowSkipped says for how many posts the flow was not judged, and why.
func printFlowSkipped(to io.Writer, entries []offline.Entry) {
	why := map[string]int{}
	for i := range entries {
		if reason := entries[i].FlowSkipped; reason != "" {
			why[reason]++
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(why)) {
		fmt.Fprintf(to, "  flow of %d not judged: %s\n", why[reason], printable(reason))
	}
}
