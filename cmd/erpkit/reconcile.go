package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
	"github.com/erpkit/erpkit/scenarios/capsule"
	"github.com/erpkit/erpkit/scenarios/reconcile"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/plainfile"
)

// reconcileFlags are the flags of reconcile as typed.
type reconcileFlags struct {
	books, run, kind, token string
	erp                     []string
	named                   []string
	asJSON                  bool
}

func reconcileCommand() *cobra.Command {
	var f reconcileFlags
	cmd := &cobra.Command{
		Use:   "reconcile",
		Short: "Hold what the MES was told against what the ERP has: missing, double, wrong, still there",
		Long: `An answer says nothing about what the ERP booked. This command takes recorded posts with their answers (--books), works out
what the MES must believe, and compares that with records of the ERP (--erp): what is missing, double, has a wrong quantity,
parent or other member, or is still there after its removal, each with its exchange.

--books is the control door of a running mock (http://…), such as one that stands between the MES and the ERP
(erpkit serve --upstream), a journal file, the file of --record of erpkit shift or verify, the JSON report of such a run, or
captured traffic (HAR, JSON lines, raw HTTP).

--erp is a CSV file as the ERP exports it, or a JSON file with a list of objects; give a file for each kind, with the records
that are there now. Columns are known by common names (Serial No, Item Code, Qty); --map names others: ` + "--map \"Lot No.=serial\"" + `.
Only kinds that the files are about are compared, and only things of which the MES was told.

Exit codes: 0 the ERP has what the MES was told, 1 something differs, 2 a flag or file is wrong, 3 the mock could not be
reached, 4 no post was accepted, so there is nothing to compare.`,
		Example: `  erpkit reconcile --books http://127.0.0.1:8086 --erp devices.csv --erp parts.csv
  erpkit reconcile --books posts.jsonl --erp devices.csv
  erpkit reconcile --books journal.db --run line-4 --erp serials.json --map "lot=serial,item=sku" --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.reconcile(cmd) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.books, "books", "", "what was posted and answered: URL of a control door, a journal file, the JSON report of a run with --record, or captured traffic")
	flags.StringVar(&f.run, "run", "", "only this run of the mock; needed if the exchanges are of several")
	flags.StringArrayVar(&f.erp, "erp", nil, "a CSV or JSON file of what the ERP has now; may be given several times")
	flags.StringVar(&f.kind, "kind", "", "what the records are: device, item-attach or operation; by default their columns decide")
	flags.StringSliceVar(&f.named, "map", nil, "which column of the ERP is what: column=name; names are "+strings.Join(reconcile.Names(), ", "))
	flags.StringVar(&f.token, "control-token", "", controlTokenUsage)
	flags.BoolVar(&f.asJSON, "json", false, "print JSON")
	return cmd
}

func (f *reconcileFlags) reconcile(cmd *cobra.Command) error {
	columns, err := f.columns()
	if err != nil {
		return exitWith(exitUsage, err)
	}
	records, err := reconcile.ReadERP(f.erp, columns)
	if err != nil {
		return exitWith(exitUsage, err)
	}
	source, done, err := f.source(cmd)
	if err != nil {
		return err
	}
	told := reconcile.NewTold(f.run)
	err = until(cmd.Context(), source)(journal.Filter{Run: f.run}, told.See)
	if err := errors.Join(err, done()); err != nil {
		return err
	}
	if told.Accepted == 0 {
		return exitf(exitNothing, "%s has no post that was accepted%s, so there is nothing to compare", f.books, ofRun(f.run))
	}
	result := told.Compare(records)
	if f.asJSON {
		err = schemas.PrintJSON(cmd.OutOrStdout(), map[string]any{"version": 1, "ok": len(result.Differences) == 0, "told": told, "result": result})
	} else {
		err = result.Text(cmd.OutOrStdout(), told)
	}
	if err == nil && len(result.Differences) > 0 {
		err = exit(exitFailed)
	}
	return err
}

func ofRun(run string) string {
	if run == "" {
		return ""
	}
	return " in the run " + run
}

// columns reads --map and --kind, and looks at the other flags.
func (f *reconcileFlags) columns() (reconcile.Columns, error) {
	c := reconcile.Columns{Named: map[string]string{}, Kind: schemas.Kind(f.kind)}
	wrong := []error{checkKind(f.kind)}
	if f.books == "" || len(f.erp) == 0 {
		wrong = append(wrong, errors.New("give --books (what was posted and answered) and --erp (what the ERP has)"))
	}
	taken := map[string]string{}
	for _, one := range f.named {
		header, name, both := strings.Cut(one, "=")
		header, name = strings.TrimSpace(header), strings.TrimSpace(name)
		switch known := reconcile.Names(); {
		case !both || header == "":
			wrong = append(wrong, fmt.Errorf("--map is %q: write the column of the ERP, =, and the name here, such as \"Lot No.=serial\"", one))
		case !slices.Contains(known, name):
			wrong = append(wrong, fmt.Errorf("--map: %q is no name here%s; use one of %s", name, didYouMean(schemas.Nearest(name, known)), strings.Join(known, ", ")))
		case taken[name] != "":
			wrong = append(wrong, fmt.Errorf("--map: %s and %s cannot both be %s", taken[name], header, name))
		}
		taken[name], c.Named[header] = header, name
	}
	return c, errors.Join(wrong...)
}

func didYouMean(near string) string {
	if near == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s?)", near)
}

// source opens what --books names.
func (f *reconcileFlags) source(cmd *cobra.Command) (capsule.Source, func() error, error) {
	if strings.HasPrefix(f.books, "http://") || strings.HasPrefix(f.books, "https://") {
		from := capsuleSource{control: mocksFlags{urls: []string{f.books}, controlFlags: controlFlags{token: f.token}}}
		source, err := from.fromControl(cmd.Context(), cmd.ErrOrStderr())
		return source, func() error { return nil }, err
	}
	begin, err := beginOf(f.books)
	switch {
	case err != nil:
		return nil, nil, exitf(exitUsage, "--books: %w", err)
	case begin == "":
		return nil, nil, exitf(exitUsage, "--books: %s is empty or no ordinary file: name a journal or a capture", f.books)
	case strings.HasPrefix(begin, journalBegins):
		store, err := sqlite.OpenToRead(f.books)
		if err != nil {
			return nil, nil, exitWith(exitUsage, err)
		}
		return capsule.FromStore(store), store.Close, nil
	case isReport(begin):
		return f.recorded(cmd)
	}
	return f.captured(cmd, f.books, begin)
}

func (f *reconcileFlags) captured(cmd *cobra.Command, name, begin string) (capsule.Source, func() error, error) {
	file := captureSource{stdin: cmd.InOrStdin(), stderr: cmd.ErrOrStderr()}
	return file.exchanges("--books", name, capture.Detect([]byte(begin)))
}

// recorded opens the file of posts and answers that a report names.
func (f *reconcileFlags) recorded(cmd *cobra.Command) (capsule.Source, func() error, error) {
	record, err := recordOf(f.books)
	if err != nil {
		return nil, nil, exitf(exitUsage, "--books: %w", err)
	}
	begin, err := beginOf(record)
	if err != nil {
		return nil, nil, exitf(exitUsage, "--books: %s names %s as the file of its posts, and that cannot be read: %w", f.books, record, err)
	}
	return f.captured(cmd, record, begin)
}

// recordOf is the file of --record of a run, by its report: as it was named there, or beside the report. Both may be files
// of another run, which its digest tells.
func recordOf(name string) (string, error) {
	const mostReport = 256 << 20
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close() // it was only read
	var said struct {
		Record report.Record `json:"record"`
	}
	if err := json.NewDecoder(io.LimitReader(file, mostReport)).Decode(&said); err != nil {
		return "", fmt.Errorf("%s looks like a report of erpkit, but is damaged: %w", name, err)
	}
	if said.Record.File == "" {
		return "", fmt.Errorf("%s is a report of a run without --record, so it does not have every post and answer: run erpkit verify or shift with --record FILE, "+
			"or let erpkit serve --upstream stand before the ERP and give its control door or journal", name)
	}
	beside := filepath.Join(filepath.Dir(name), filepath.Base(said.Record.File))
	for _, place := range []string{said.Record.File, beside} {
		if digest, err := digestOf(place); err == nil && digest == said.Record.SHA256 {
			return place, nil
		}
	}
	return "", fmt.Errorf("%s names %s as the file of its posts; neither that nor %s is the file that its run wrote, for it is missing or of another run: "+
		"put it there, or give the file itself", name, said.Record.File, beside)
}

// digestOf is the SHA-256 of an ordinary file, in hexadecimal.
func digestOf(name string) (string, error) {
	file, err := plainfile.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close() // it was only read
	digest := sha256.New()
	_, err = io.Copy(digest, file)
	return hex.EncodeToString(digest.Sum(nil)), err
}

// isReport tells whether a file is the JSON report of verify or shift.
func isReport(begin string) bool {
	has := func(members ...string) bool {
		return !slices.ContainsFunc(members, func(member string) bool { return !strings.Contains(begin, `"`+member+`":`) })
	}
	return has("tool", "contract", "target") || has("summary", "seed", "stations")
}
