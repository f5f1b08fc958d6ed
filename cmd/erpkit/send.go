package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/state"
	"github.com/erpkit/erpkit/sender/target"
)

// sendFlags are the flags of send as typed.
type sendFlags struct {
	where     targetFlags
	shell     show.Shell
	intent    state.Intent
	position  int
	quantity  string
	valid     string
	invalid   string
	file      string
	stateFile string
	dryRun    bool
	asJSON    bool
	verbose   bool
}

func sendCommand() *cobra.Command {
	var f sendFlags
	cmd := &cobra.Command{
		Use:   "send [KIND TYPE]",
		Short: "Send one post, as the MES would",
		Long: `Sends one post and says what the MES understands of the answer. KIND is device, item-attach or operation;
TYPE is add, update (device only) or remove. A state file remembers the ids of work order, stock and session, and those
that the ERP gave, so that you can add today and remove tomorrow. A member that you do not give gets a sample value, and
the output says so. --file sends a payload as it is, and nothing is remembered.

Exit codes: 0 accepted, 1 refused, 2 a flag or file is wrong, 3 no answer.`,
		Example: `  erpkit send device add --serial SN-7 --url http://127.0.0.1:8085
  erpkit send item-attach add --serial SN-7 --item-sku 0002 --item-quantity 1 --url http://127.0.0.1:8085
  erpkit send operation add --serial SN-7 --act-code ASSY --valid 1 --url http://127.0.0.1:8085
  erpkit send device remove --serial SN-7 --url http://127.0.0.1:8085
  erpkit send --file payload.json --url http://127.0.0.1:8085`,
		Args: cobra.MaximumNArgs(2),
		RunE: f.send,
	}
	f.add(cmd.Flags())
	return cmd
}

func (f *sendFlags) add(flags *pflag.FlagSet) {
	f.where.add(flags)
	i := &f.intent
	flags.StringVar(&i.WorkOrder, "work-order", "", "number of the work order")
	flags.StringVar(&i.WorkOrderExternalID, "work-order-external-id", "", "the ERP's id of the work order")
	flags.StringVar(&i.SKU, "sku", "", "sku of the device")
	flags.StringVar(&i.Serial, "serial", "", "serial of the device: the new one on update; none for a part without serials")
	flags.StringVar(&i.OldSerial, "old-serial", "", "on update: the serial that the device has now; not needed if only one device is known")
	flags.StringVar(&i.ItemSKU, "item-sku", "", "sku of the item")
	flags.StringVar(&f.quantity, "item-quantity", "", "quantity of the item, such as 1 or 0.25")
	flags.StringVar(&i.ItemSerial, "item-serial", "", "serial of the item")
	flags.StringVar(&i.ItemWorkOrder, "item-work-order", "", "work order that made the item")
	flags.StringVar(&i.ActCode, "act-code", "", "code of the operation")
	flags.StringVar(&i.WorkCenterCode, "work-center-code", "", "work center of the operation")
	flags.IntVar(&f.position, "position", 0, "position of the operation in the routing")
	flags.StringVar(&f.valid, "valid", "", "quantity reported as good")
	flags.StringVar(&f.invalid, "invalid", "", "quantity reported as bad")
	flags.StringVar(&i.OperationExternalID, "operation-external-id", "", "the ERP's id of the routing step")
	flags.StringVar(&f.file, "file", "", `a JSON payload to send as it is; "-" is standard input`)
	flags.StringVar(&f.stateFile, "state", "", "state file (default: erpkit/send.json in the user's configuration folder)")
	flags.BoolVar(&f.dryRun, "dry-run", false, "print the payload instead of sending it")
	flags.BoolVar(&f.asJSON, "json", false, "print JSON")
	addShell(flags, &f.shell)
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "print the whole exchange and a curl line that repeats it")
}

func (f *sendFlags) send(cmd *cobra.Command, args []string) error {
	if f.file == "" && len(args) != 2 {
		return exitf(exitUsage, "say what to send: a kind and a type, such as device add, or --file payload.json")
	}
	erp, client, err := f.where.client(cmd)
	if err != nil {
		return exitWith(exitUsage, err)
	}
	defer client.Close()
	switch {
	case f.file != "" && len(args) > 0:
		return exitf(exitUsage, "--file and %q exclude each other: the payload says its kind and type itself", args[0])
	case f.file != "":
		return f.sendFile(cmd, erp, client)
	}
	return f.sendIntent(cmd, args, erp, client)
}

// urlOf is the URL for a kind; the error names the flag that is missing.
func urlOf(erp target.Target, kind schemas.Kind) (string, error) {
	url, offered := erp.URL(kind)
	if !offered {
		return "", fmt.Errorf("there is no URL for %s: give --%s-url or --url", kind, kind)
	}
	return url, nil
}

func (f *sendFlags) sendFile(cmd *cobra.Command, erp target.Target, client *sender.Client) error {
	body, err := readPayload(f.file, cmd.InOrStdin())
	if err != nil {
		return exitWith(exitUsage, err)
	}
	object, _ := schemas.Parse(body)
	kind := schemas.KindOf(object)
	url, err := urlOf(erp, kind)
	if err != nil {
		return exitWith(exitUsage, err)
	}
	if f.dryRun {
		_, err := fmt.Fprintf(cmd.OutOrStdout(), "POST %s\n%s\n", show.URL(url), body)
		return err
	}
	result := client.Post(cmd.Context(), url, body)
	if f.asJSON {
		err = schemas.PrintJSON(cmd.OutOrStdout(), map[string]any{"version": 1, "kind": kind, "result": result})
	} else {
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", kind, result)
		f.printExchange(cmd.OutOrStdout(), result)
	}
	return errors.Join(err, codeOfResult(result))
}

func (f *sendFlags) sendIntent(cmd *cobra.Command, args []string, erp target.Target, client *sender.Client) error {
	intent, err := f.readIntent(cmd.Flags(), args)
	if err != nil {
		return exitWith(exitUsage, err)
	}
	url, err := urlOf(erp, intent.Kind)
	if err != nil {
		return exitWith(exitUsage, err)
	}
	file, err := f.openState(cmd.Context())
	if err != nil {
		return exitWith(exitUsage, err)
	}
	defer file.Close()
	if f.dryRun {
		sent, err := file.Plan(cmd.Context(), url, intent)
		if err != nil {
			return exitWith(exitUsage, err)
		}
		return schemas.PrintJSON(cmd.OutOrStdout(), sent.Outcome.Payload)
	}
	sent, err := file.Send(cmd.Context(), client, url, intent)
	if sent.Outcome.Result == nil {
		return exitWith(exitUsage, err)
	}
	return errors.Join(f.printSent(cmd.OutOrStdout(), sent), exitWith(exitUsage, err), codeOfResult(*sent.Outcome.Result))
}

// openState opens the state file. It waits a short while if another erpkit send holds it.
func (f *sendFlags) openState(ctx context.Context) (*state.File, error) {
	path := f.stateFile
	if path == "" {
		var err error
		if path, err = state.DefaultPath(); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	return state.Open(ctx, path)
}

func (f *sendFlags) readIntent(flags *pflag.FlagSet, args []string) (state.Intent, error) {
	intent := f.intent
	kind, err := schemas.ParseKind(args[0])
	if err != nil {
		return intent, err
	}
	intent.Kind, intent.Type = kind, args[1]
	intent.ItemQuantity, intent.Valid, intent.Invalid = json.Number(f.quantity), json.Number(f.valid), json.Number(f.invalid)
	if flags.Changed("position") {
		intent.Position = &f.position
	}
	return intent, nil
}

func (f *sendFlags) printSent(to io.Writer, sent state.Sent) error {
	if f.asJSON {
		return schemas.PrintJSON(to, map[string]any{"version": 1, "sent": sent})
	}
	for _, note := range sent.Notes {
		fmt.Fprintln(to, note)
	}
	_, err := fmt.Fprintln(to, sent.Outcome)
	f.printExchange(to, *sent.Outcome.Result)
	return err
}

func (f *sendFlags) printExchange(to io.Writer, r sender.Result) {
	if f.verbose {
		fmt.Fprintf(to, "\n%s\nTo repeat it:\n%s\n", r.Transcript, r.Transcript.CurlIn(f.shell))
	}
}
