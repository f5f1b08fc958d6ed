package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/viewer"
)

// viewFlags are the flags of view as typed.
type viewFlags struct {
	source  viewSource
	options viewer.Options
	open    bool
	asJSON  bool
}

func viewCommand() *cobra.Command {
	var f viewFlags
	cmd := &cobra.Command{
		Use:   "view FILE…",
		Short: "Open the page on recorded traffic, without a mock: the list, the timeline and the first broken post",
		Long: `Opens the page of the mock on files, read only and without a mock. What a file is, is told from its content: a journal of
erpkit serve --journal, an HTTP archive (HAR) of any tool, JSON lines of erpkit export, or HTTP and commands as they were
pasted. "-" is standard input. Every post is judged, with its answer and its flow, as erpkit check does.

A journal is read where it is, also while a mock writes it, and nothing in it is changed; it is viewed alone. Captures are
kept in memory up to --max-exchanges and --max-bytes: the first posts are shown, the others are judged and counted. The page
is for this machine only, unless you give another --addr.

Exit codes: 0 stopped, 1 the page failed, 2 a flag or file is wrong, or the address is in use, 4 no file has a post of the
contract.`,
		Example: `  erpkit view customer.har
  erpkit view --open erp.journal
  pbpaste | erpkit view -
  erpkit view monday.har tuesday.har pasted.txt --addr 127.0.0.1:8087`,
		Args: cobra.MinimumNArgs(1),
		RunE: f.view,
	}
	flags := cmd.Flags()
	flags.StringVar(&f.options.Addr, "addr", "127.0.0.1:0", "host:port of the page; port 0 picks a free one")
	flags.StringSliceVar(&f.options.Hosts, "host", nil, "a further name under which the page may be called, such as support.example")
	flags.IntVar(&f.source.maxExchanges, "max-exchanges", 100_000, "most posts of captures that are shown")
	flags.Int64Var(&f.source.maxBytes, "max-bytes", 256<<20, "most bytes of memory for posts of captures")
	flags.StringVar(&f.source.lines, "jsonl-body", "", jsonlBodyUsage)
	flags.BoolVar(&f.open, "open", false, "open the page in the browser")
	flags.BoolVar(&f.asJSON, "json", false, "print the address and what is in the files as one line of JSON")
	aboveZero(flags, "max-exchanges", "max-bytes")
	return cmd
}

func (f *viewFlags) view(cmd *cobra.Command, args []string) error {
	ctx, stderr := cmd.Context(), cmd.ErrOrStderr()
	f.source.stdin, f.source.stderr = cmd.InOrStdin(), stderr
	shown, done, err := f.source.read(ctx, args)
	defer done()
	if err != nil {
		return err
	}
	if !onlyHere(f.options.Addr) {
		fmt.Fprintf(stderr, "WARNING: the page listens on %s: everybody who reaches it can read what is in these files.\n", f.options.Addr)
	}
	f.options.Version, f.options.Logger = versionText(), slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	server, err := viewer.Listen(shown, f.options)
	if err != nil {
		return exitWith(exitUsage, err)
	}
	if err := announceView(cmd.OutOrStdout(), server.URL(), shown.Files(), f.asJSON); err != nil {
		return err
	}
	if f.open {
		openBrowser(stderr, server.URL())
	}
	return exitWith(exitFailed, errors.Join(untilEnd(ctx, server)))
}

// announceView says where the page is, and summarizes the files.
func announceView(to io.Writer, page string, files []api.File, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(to).Encode(map[string]any{"version": 1, "url": page, "files": files})
	}
	for i := range files {
		tellFile(to, page, &files[i])
	}
	_, err := fmt.Fprintf(to, "\nThe page      %s\nStop with Ctrl-C.\n", page)
	return err
}

func tellFile(to io.Writer, page string, f *api.File) {
	fmt.Fprintf(to, "%s (%s): posts %d, broken %d, refused %d\n", printable(f.Name), f.Format, f.Posts, f.Broken, f.Refused)
	if f.FirstBroken != 0 {
		fmt.Fprintf(to, "  first broken  %s/#/live?x=%d\n", page, f.FirstBroken)
	}
	if f.FirstRefused != 0 {
		fmt.Fprintf(to, "  first refused %s/#/live?x=%d\n", page, f.FirstRefused)
	}
	if f.Unreadable > 0 {
		fmt.Fprintf(to, "  posts that could not be read: %d\n", f.Unreadable)
	}
	for reason, n := range f.Skipped {
		fmt.Fprintf(to, "  skipped %d: %s\n", n, printable(reason))
	}
	if f.Beyond > 0 {
		fmt.Fprintf(to, "  %d more posts are counted and not shown: give a higher --max-exchanges or --max-bytes\n", f.Beyond)
	}
}
