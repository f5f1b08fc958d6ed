package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/tryout"
)

// tryFlags are the flags of try as typed.
type tryFlags struct {
	where    targetFlags
	settings string
	source   string
	order    string
	only     []string
	sample   sampleFlags
	asJSON   bool
}

func tryCommand() *cobra.Command {
	var f tryFlags
	cmd := &cobra.Command{
		Use:   "try",
		Short: "The Test button: try every integration and say what to fix",
		Long: `Works through the vendor's troubleshooting list for each integration that is switched on: the form of the URL,
whether it can be reached, the work order source, the status and the body of the answer. It posts one small story about
one device: the serial is set, an item attached, an operation reported, and then all is taken back, last first. An
integration that is switched off is left out. If the device integration is one of these, the rest is about a part without
serials, or about the device that --serial names, which the ERP must have.

The values are those of the flags, then of the master data, then samples that start with ERPKIT-TEST.

Exit codes: 0 everything works, 1 something does not, 2 a flag or file is wrong, 130 interrupted.`,
		Example: `  erpkit try --url http://127.0.0.1:8085
  erpkit try --settings settings.yaml --order workorder.json
  erpkit try --url http://127.0.0.1:8085 --work-order NXT-915 --sku 0007 --item-sku 0005 --item-serial "" --item-quantity 0.5`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.try(cmd) },
	}
	flags := cmd.Flags()
	f.where.add(flags)
	flags.StringVar(&f.settings, "settings", "", "the Integration Builder page as a YAML file, in place of URLs")
	flags.StringVar(&f.source, "source", "local", "the work order source of the page, if there is no settings file")
	flags.StringVar(&f.order, "order", "", `a work order of the MES as JSON, to compare its source with the page's`)
	flags.StringSliceVar(&f.only, "only", nil, "try only these kinds")
	f.sample.add(flags)
	flags.BoolVar(&f.asJSON, "json", false, "print JSON")
	return cmd
}

func (f *tryFlags) try(cmd *cobra.Command) error {
	options, err := f.options(cmd.Flags())
	if err != nil {
		return exitWith(exitUsage, err)
	}
	settings, client, data, err := f.where.page(cmd, f.settings, f.source)
	if err != nil {
		return exitWith(exitUsage, err)
	}
	defer client.Close()
	options.Settings, options.Client, options.Master = settings, client, data
	out := cmd.OutOrStdout()
	if !f.asJSON {
		options.Progress = func(s tryout.Step) { fmt.Fprintln(out, s) }
	}
	report := tryout.Run(cmd.Context(), options)
	if f.asJSON {
		err = schemas.PrintJSON(out, map[string]any{"version": 1, "report": report})
	}
	if err != nil {
		return err
	}
	return f.tell(cmd, report)
}

func (f *tryFlags) tell(cmd *cobra.Command, report tryout.Report) error {
	if !f.asJSON {
		for _, leftover := range report.Leftovers {
			fmt.Fprintln(cmd.OutOrStdout(), leftover)
		}
	}
	switch {
	case cmd.Context().Err() != nil:
		return exit(exitInterrupted)
	case !report.OK:
		return exit(exitFailed)
	}
	return nil
}

func (f *tryFlags) options(flags *pflag.FlagSet) (tryout.Options, error) {
	sample, err := f.sample.given(flags)
	if err != nil {
		return tryout.Options{}, err
	}
	options := tryout.Options{Sample: sample}
	for _, word := range f.only {
		kind, err := schemas.ParseKind(word)
		if err != nil {
			return options, fmt.Errorf("--only: %w", err)
		}
		options.Only = append(options.Only, kind)
	}
	return options, f.readOrder(&options)
}

func (f *tryFlags) readOrder(options *tryout.Options) error {
	if f.order == "" {
		return nil
	}
	raw, err := os.ReadFile(f.order)
	if err == nil {
		raw, err = schemas.FileText(raw)
	}
	if err != nil {
		return fmt.Errorf("the work order %s cannot be read: %w", f.order, err)
	}
	order, _, err := sender.ReadWorkOrder(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", f.order, err)
	}
	options.Sources = append(options.Sources, order.Source)
	return nil
}
