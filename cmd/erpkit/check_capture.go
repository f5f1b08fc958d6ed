package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/erpkit/erpkit/mockerp/journal/export"
	"github.com/erpkit/erpkit/mockerp/offline"
	"github.com/erpkit/erpkit/schemas"
)

// captureFlags name files of captured traffic, by their format.
type captureFlags struct {
	har, jsonl, raw []string
}

func (f *captureFlags) add(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.har, "har", nil, "an HTTP archive of any tool: judge every post in it, its answer and the flow")
	flags.StringArrayVar(&f.jsonl, "jsonl", nil, "JSON lines that erpkit export wrote, judged likewise")
	flags.StringArrayVar(&f.raw, "raw", nil, "HTTP as it went over the wire, or as it was pasted from a log, judged likewise")
}

func (f *captureFlags) given() bool { return len(f.har)+len(f.jsonl)+len(f.raw) > 0 }

// capture is what check says of one file of captured traffic.
type capture struct {
	File   string `json:"file"`
	Format string `json:"format"`
	offline.Report
}

// captureReader is how a format of captured traffic is read.
type captureReader func(r io.Reader, limit int64) ([]export.Captured, error)

// checkCaptures judges every file that can be read; the error lists those that cannot.
func (f *captureFlags) checkCaptures(kind schemas.Kind, stdin io.Reader) ([]capture, error) {
	captures := []capture{}
	var wrong []error
	for _, one := range []struct {
		format string
		files  []string
		read   captureReader
	}{{"har", f.har, export.ReadHAR}, {"jsonl", f.jsonl, export.ReadJSONLines}, {"raw", f.raw, export.ReadRaw}} {
		for _, file := range one.files {
			list, err := readCapture(file, stdin, one.read)
			if err != nil {
				wrong = append(wrong, fmt.Errorf("%s: %w", file, err))
				continue
			}
			captures = append(captures, capture{file, one.format, judgeCapture(kind, list)})
		}
	}
	return captures, errors.Join(wrong...)
}

func readCapture(file string, stdin io.Reader, read captureReader) ([]export.Captured, error) {
	if file == "-" {
		return read(stdin, 0)
	}
	opened, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	return read(opened, 0)
}

func judgeCapture(kind schemas.Kind, list []export.Captured) offline.Report {
	judge := offline.NewJudge(kind)
	for i := range list {
		one := &list[i]
		p := offline.Post{
			Place: one.Where, Method: one.Method, URL: one.URL, Body: one.Body,
			Answered: one.Status != 0, Status: one.Status, Answer: one.AnswerBody,
		}
		if len(one.Header) > 0 {
			p.Header = one.Header
		}
		if one.BodyCut {
			p.Partial = "its body was captured in part"
		}
		judge.See(p)
	}
	return judge.Report()
}

// verdict is the exit code of captures: broken, or nothing was judged.
func verdictOf(captures []capture) error {
	var nothing []error
	for i := range captures {
		switch c := &captures[i]; {
		case c.Broken > 0:
			return exit(exitFailed)
		case c.Judged == 0:
			nothing = append(nothing, fmt.Errorf("%s has no post of the contract, so nothing was judged", c.File))
		}
	}
	return exitWith(exitNothing, errors.Join(nothing...))
}

func printCaptures(to io.Writer, captures []capture) {
	for i := range captures {
		c := &captures[i]
		fmt.Fprintf(to, "%s: %d judged (%d with their flow, %d answers), %d broken, %d skipped\n", c.File, c.Judged, c.Flows, c.Answers, c.Broken, c.Skipped)
		for j := range c.Entries {
			printEntry(to, &c.Entries[j])
		}
		for _, reason := range slices.Sorted(maps.Keys(c.SkippedWhy)) {
			fmt.Fprintf(to, "  skipped %d: %s\n", c.SkippedWhy[reason], printable(reason))
		}
		printFlowSkipped(to, c.Entries)
	}
}

// printEntry prints what was found, if anything was.
func printEntry(to io.Writer, e *offline.Entry) {
	found := len(e.Findings)
	if e.Answer != nil {
		found += len(e.Answer.Findings)
	}
	if found == 0 {
		return
	}
	verdict := "ok"
	if !e.OK {
		verdict = "breaks the contract"
	}
	what := strings.Join(strings.Fields(fmt.Sprint(e.Kind, " ", e.Type, " ", e.Serial)), " ")
	fmt.Fprintf(to, "  %s, %s to %s: %s\n", e.Place, printable(what), printable(e.Target), verdict)
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

// printFlowSkipped says of how many posts the flow was not judged, and why.
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
