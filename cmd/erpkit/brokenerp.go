package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/schemas"
)

func brokenERPCommand() *cobra.Command {
	var addr string
	var list, asJSON, printMaster bool
	var mended []string
	cmd := &cobra.Command{
		Use:   "brokenerp NAME",
		Short: "Run a small ERP that is wrong in one way, to see what a failure looks like",
		Long: `Runs one of the small ERPs that test the contract suite. Each breaks the contract in one way that real ERPs do, and is
named after it; some are right. Point erpkit verify at it and look at the report. --list shows them all. first-draft makes ten mistakes at once: mend
what the report names first, with --mended, and look again.

Exit codes: 0 stopped or listed, 1 the listener failed, 2 the name or a flag is wrong, or the address is in use.`,
		Example: "  erpkit brokenerp --list\n  erpkit brokenerp number-as-id --addr 127.0.0.1:8085\n  erpkit brokenerp first-draft --mended wants-order-id,number-ids",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if list || len(args) == 0 {
				return listBrokenERPs(cmd.OutOrStdout(), asJSON)
			}
			if printMaster {
				return printMasterOf(cmd.OutOrStdout(), args[0])
			}
			erp, err := findBrokenERP(args[0], mended)
			if err != nil {
				return exitWith(exitUsage, err)
			}
			return serveBrokenERP(cmd.Context(), erp, addr, cmd.OutOrStdout(), asJSON)
		},
	}
	cmd.Flags().StringVar(&addr, "addr", mockerp.DefaultAddr, "host:port to listen on; port 0 picks a free one")
	cmd.Flags().BoolVar(&printMaster, "print-master", false, "print the master data that the ERP knows, as a file for --master")
	cmd.Flags().StringSliceVar(&mended, "mended", nil, "mistakes of first-draft that are mended: "+strings.Join(draftMistakes(), ", "))
	cmd.Flags().BoolVar(&list, "list", false, "list the ERPs")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// printMasterOf prints the master data of a broken ERP that accepts only its own.
func printMasterOf(to io.Writer, name string) error {
	erp, err := brokenerps.Find(name, brokenerps.Tempo{})
	switch {
	case err != nil:
		return exitWith(exitUsage, err)
	case erp.Master == "":
		return exitf(exitUsage, "%s takes any name: only strict has master data", name)
	}
	_, err = io.WriteString(to, erp.Master)
	return err
}

func listBrokenERPs(to io.Writer, asJSON bool) error {
	erps := brokenerps.Catalogue(brokenerps.Tempo{})
	if asJSON {
		return schemas.PrintJSON(to, map[string]any{"version": 1, "erps": erps})
	}
	for _, one := range erps {
		breaks := "breaks " + strings.Join(one.Breaks, ", ")
		if one.Right {
			breaks = "right"
		}
		fmt.Fprintf(to, "%-32s %-12s %s\n", one.Name, breaks, one.About)
	}
	return nil
}

// findBrokenERP gives the ERP of this name, a first draft without the mistakes that are mended.
func findBrokenERP(name string, mended []string) (brokenerps.ERP, error) {
	erp, err := brokenerps.Find(name, brokenerps.Tempo{})
	if err != nil || len(mended) == 0 {
		return erp, err
	}
	for _, one := range mended {
		if known := draftMistakes(); !slices.Contains(known, one) {
			return erp, fmt.Errorf("--mended: first-draft does not make the mistake %q: it makes %s", one, schemas.List(known, "and"))
		}
	}
	if draft := brokenerps.Draft(mended...); draft.Name == name {
		return draft, nil
	}
	return erp, fmt.Errorf("--mended is about the mistakes of first-draft: %s has none of them to mend", name)
}

func draftMistakes() []string {
	var names []string
	for _, one := range brokenerps.Mistakes() {
		names = append(names, one.Name)
	}
	return names
}

func serveBrokenERP(ctx context.Context, erp brokenerps.ERP, addr string, stdout io.Writer, asJSON bool) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return exitf(exitUsage, "the ERP cannot listen on %s: %w; choose another address with --addr", addr, err)
	}
	server := &http.Server{Handler: erp.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	announceBrokenERP(stdout, erp, listener.Addr(), asJSON)
	select {
	case <-ctx.Done():
	case err := <-failed:
		return exitf(exitFailed, "the ERP stopped: %w", err)
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	return exitWith(exitFailed, errors.Join(server.Shutdown(closing), server.Close()))
}

func announceBrokenERP(to io.Writer, erp brokenerps.ERP, addr net.Addr, asJSON bool) {
	if asJSON {
		fmt.Fprintf(to, "{\"url\":\"http://%s\"}\n", addr)
		return
	}
	flag := "--url"
	if erp.OneURL {
		flag = "--single-url"
	}
	fmt.Fprintf(to, "%s: %s\n\n  http://%[3]s\n\nTry next:\n  erpkit verify %[4]s http://%[3]s\n\nStop with Ctrl-C.\n", erp.Name, erp.About, addr, flag)
}
