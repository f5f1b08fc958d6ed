package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/schemas"
)

// maxPayload is the longest payload that check reads, the same as the mock's.
const maxPayload = 1 << 20

// checked is what check says of one file.
type checked struct {
	File     string            `json:"file"`
	Kind     schemas.Kind      `json:"kind"`
	OK       bool              `json:"ok"`
	Findings []schemas.Finding `json:"findings"`
}

func checkCommand() *cobra.Command {
	var kind string
	var out checkOutput
	var captured captureFlags
	cmd := &cobra.Command{
		Use:   "check [FILE...]",
		Short: "Judge payload files and captured traffic against the contract, without any server",
		Long: `Judges JSON payloads and says which clauses each one breaks. "-" reads standard input.

Captured traffic (--har, --jsonl, --raw) is judged post by post, in the order of time, with its answers and, if answers
were captured, the flow: whether ids come back, and whether things exist. A request is a post if its path ends in
/device, /item-attach or /operation, or by the shape of its body, or by --kind. Everything else is skipped with a reason.
What a capture does not contain, such as the body of an answer, is not judged.

Exit codes: 0 no MUST clause is broken, 1 one is broken or a captured post cannot be read, 2 a file cannot be read or a flag
is wrong, 4 a capture has no post to judge.`,
		Example: `  erpkit check payload.json
  erpkit check --kind device --json - < payload.json
  erpkit check --har capture.har --junit junit.xml
  erpkit check --jsonl mes.log --jsonl-body req.body`,
		Args: func(cmd *cobra.Command, files []string) error {
			if captured.given() {
				return nil
			}
			return cobra.MinimumNArgs(1)(cmd, files)
		},
		RunE: func(cmd *cobra.Command, files []string) error {
			if err := checkKind(kind); err != nil {
				return exitWith(exitUsage, err)
			}
			if err := checkReportPlace("--junit", out.junit); err != nil {
				return exitWith(exitUsage, err)
			}
			results, err := checkFiles(files, kind, cmd.InOrStdin())
			captures, captureErr := captured.checkCaptures(schemas.Kind(kind), cmd.InOrStdin(), cmd.ErrOrStderr())
			err = errors.Join(err, captureErr)
			wrong := errors.Join(exitWith(exitUsage, err), exitWith(exitUsage, out.write(results, captures, err)))
			if len(results)+len(captures) == 0 {
				return wrong
			}
			return errors.Join(wrong, captured.report(cmd.OutOrStdout(), results, captures, out.asJSON))
		},
	}
	captured.add(cmd.Flags())
	cmd.Flags().StringVar(&kind, "kind", "", "device, item-attach or operation; by default the shape of the payload decides")
	cmd.Flags().BoolVar(&out.asJSON, "json", false, "print JSON")
	cmd.Flags().StringVar(&out.junit, "junit", "", "write a JUnit report to this file")
	return cmd
}

func checkKind(kind string) error {
	if kind == "" {
		return nil
	}
	if _, err := schemas.ParseKind(kind); err != nil {
		return fmt.Errorf("--kind: %w", err)
	}
	return nil
}

// checkFiles judges every file that can be read; the error lists those that cannot.
func checkFiles(files []string, kind string, stdin io.Reader) ([]checked, error) {
	results := []checked{}
	var wrong []error
	for _, file := range files {
		body, err := readPayload(file, stdin)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		results = append(results, checkBody(file, schemas.Kind(kind), body))
	}
	return results, errors.Join(wrong...)
}

func checkBody(file string, kind schemas.Kind, body []byte) checked {
	object, findings := schemas.Parse(body)
	kind = cmp.Or(kind, schemas.KindOf(object))
	if object != nil {
		findings = append(findings, schemas.JudgeValue(kind, object)...)
	}
	if findings == nil {
		findings = []schemas.Finding{}
	}
	return checked{file, kind, !schemas.Broken(findings), findings}
}

func readPayload(file string, stdin io.Reader) ([]byte, error) {
	from := stdin
	if file != "-" {
		opened, err := os.Open(file)
		if err != nil {
			return nil, fmt.Errorf("the payload cannot be read: %w", err)
		}
		defer opened.Close()
		from = opened
	}
	body, err := io.ReadAll(io.LimitReader(from, maxPayload+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("the payload %s cannot be read: %w", file, err)
	case schemas.IsUTF16(body):
		return nil, fmt.Errorf("the payload %s is UTF-16 text: save it as UTF-8", file)
	case len(body) > maxPayload:
		return nil, fmt.Errorf("the payload %s is longer than %d bytes, which the mock would refuse too", file, maxPayload)
	}
	return body, nil
}

func (f *captureFlags) report(to io.Writer, results []checked, captures []judgedCapture, asJSON bool) error {
	broken := 0
	for _, r := range results {
		if !r.OK {
			broken++
		}
	}
	ended := f.exitOf(captures)
	if asJSON {
		ok := broken == 0 && ended == nil
		if err := schemas.PrintJSON(to, map[string]any{"version": 1, "ok": ok, "files": results, "captures": captures}); err != nil {
			return err
		}
	} else {
		printChecked(to, results)
		printCaptures(to, captures)
	}
	if broken > 0 {
		return exit(exitFailed)
	}
	return ended
}

func printChecked(to io.Writer, results []checked) {
	for _, r := range results {
		word := "ok"
		if !r.OK {
			word = "breaks the contract"
		}
		fmt.Fprintf(to, "%s: %s (%s)\n", r.File, word, r.Kind)
		for _, f := range r.Findings {
			fmt.Fprintf(to, "  %-6s %-3s %s  %s\n", f.Level, f.Clause, printable(pointerText(f.Pointer)), printable(f.Message))
			if f.Hint != "" {
				fmt.Fprintf(to, "             %s\n", printable(f.Hint))
			}
		}
	}
}

func pointerText(pointer string) string {
	if pointer == "" {
		return "(whole body)"
	}
	return pointer
}
