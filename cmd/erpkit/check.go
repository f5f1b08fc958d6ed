package main

import (
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
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check FILE...",
		Short: "Judge payload files against the contract, without any server",
		Long: `Judges JSON payloads and says which clause each one breaks. "-" reads standard input.
Exit codes: 0 no MUST clause is broken, 1 one is, 2 a file cannot be read or a flag is wrong.`,
		Example: "  erpkit check payload.json\n  erpkit check --kind device --json - < payload.json",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			results, err := checkFiles(files, kind, cmd.InOrStdin())
			if len(results) == 0 {
				return exitWith(exitUsage, err)
			}
			return errors.Join(exitWith(exitUsage, err), reportChecked(cmd.OutOrStdout(), results, asJSON))
		},
	}
	cmd.Flags().StringVar(&kind, "kind", "", "device, item-attach or operation; told by the shape of the payload when not given")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// checkFiles judges every file that can be read; the error lists those that cannot.
func checkFiles(files []string, kind string, stdin io.Reader) ([]checked, error) {
	if kind != "" {
		if _, err := schemas.ParseKind(kind); err != nil {
			return nil, fmt.Errorf("--kind: %w", err)
		}
	}
	var results []checked
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
	value, findings := schemas.Parse(body)
	if kind == "" {
		kind = schemas.KindOf(value)
	}
	if value != nil {
		findings = append(findings, schemas.JudgeValue(kind, value)...)
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
	case len(body) > maxPayload:
		return nil, fmt.Errorf("the payload %s is longer than %d bytes, which the mock would refuse too", file, maxPayload)
	}
	return body, nil
}

func reportChecked(to io.Writer, results []checked, asJSON bool) error {
	broken := 0
	for _, r := range results {
		if !r.OK {
			broken++
		}
	}
	if asJSON {
		if err := printJSON(to, map[string]any{"version": 1, "ok": broken == 0, "files": results}); err != nil {
			return err
		}
	} else {
		printChecked(to, results)
	}
	if broken > 0 {
		return exit(exitFailed)
	}
	return nil
}

func printChecked(to io.Writer, results []checked) {
	for _, r := range results {
		verdict := "ok"
		if !r.OK {
			verdict = "breaks the contract"
		}
		fmt.Fprintf(to, "%s: %s (%s)\n", r.File, verdict, r.Kind)
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
