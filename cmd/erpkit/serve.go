package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/headroom"
	"github.com/erpkit/erpkit/mockerp/network"
)

// serveFlags are the flags of serve as typed.
type serveFlags struct {
	config   mockerp.Config
	mode     string
	script   scriptFlags
	upstream upstreamFlags
	tls      tlsFlags
	journal  journalFlags
	access   accessFlags
	log      string
	open     bool
	asJSON   bool
}

func serveCommand() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the mock ERP",
		Long: `Runs the mock ERP. The MES posts to the ERP door. On the control door you see what arrived and control the mock.
Both doors listen on this machine only, unless you give other addresses. Stop the mock with Ctrl-C.

The first of these that applies gives the answer: the post itself (the header Prefer: status=409, delay=2s, fault=timeout,
or ?prefer=status=409,delay=2s in the URL that the MES uses), the script, a real ERP behind the mock (--upstream), the
books. The mock judges and records what it passes on to a real ERP, but never refuses it.

With --journal an exchange is stored before its answer leaves. After a restart ids continue to count and flows continue.

Exit codes: 0 stopped, 1 a door failed, 2 a flag or file is wrong, or an address is in use.`,
		Example: `  erpkit serve
  erpkit serve --addr 127.0.0.1:0 --control-addr 127.0.0.1:0 --mode observe --log posts
  erpkit serve --journal erp.journal --journal-sync full --max-journal-age 720h
  erpkit serve --upstream https://erp.factory.example/nextplus --script one-failure.yaml
  erpkit serve --tls-addr 127.0.0.1:8443 --tls-certificate expired
  curl -d @add.json -H 'Content-Type: application/json' 'http://127.0.0.1:8085/device?prefer=fault=timeout'
  curl -X POST 'http://127.0.0.1:8086/api/v1/down?for=30s'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := sayProxies(cmd, f.upstream.urls()); err != nil {
				return exitWith(exitUsage, err)
			}
			f.config.SettingsFrom = f.settingsFrom(cmd.Flags())
			return f.serve(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.config.Addr, "addr", mockerp.DefaultAddr, "host:port of the ERP door; port 0 picks a free one")
	flags.StringVar(&f.config.ControlAddr, "control-addr", mockerp.DefaultControlAddr, "host:port of the control door; port 0 picks a free one")
	flags.StringSliceVar(&f.config.ControlHosts, "control-host", nil, "a further name under which the control door may be called, such as mock.example")
	flags.StringSliceVar(&f.config.Harmless, "harmless", nil, "a header or query member whose value lists and exports may show; by default they show only what is known to be no secret")
	flags.StringVar(&f.mode, "mode", string(mockerp.Enforce), "what to do with a post that breaks the contract: enforce (refuse it) or observe (record it)")
	f.access.add(flags)
	flags.BoolVar(&f.open, "open", false, "open the page in the browser")
	f.script.add(flags)
	f.upstream.add(flags)
	f.tls.add(flags, &f.config)
	f.journal.add(flags, &f.config)
	flags.StringVar(&f.log, "log", "refusals", "which posts to print: posts (all), refusals (and answers with a fault) or none")
	flags.BoolVar(&f.asJSON, "json", false, "print the addresses as one line of JSON")
	flags.Int64Var(&f.config.MaxBody, "max-body", 1<<20, "longest body of a post, in bytes")
	flags.IntVar(&f.config.MaxRuns, "max-runs", 1000, "most isolated runs")
	flags.IntVar(&f.config.MaxThings, "max-things", 50_000, "most things in the books of one run")
	flags.IntVar(&f.config.MaxThingsTotal, "max-things-total", 200_000, "most things in the books of all runs together")
	flags.DurationVar(&f.config.ReadTimeout, "read-timeout", 10*time.Second, "longest time that a sender may take for one post")
	aboveZero(flags, "max-body", "max-runs", "max-things", "max-things-total", "max-exchanges", "max-journal-bytes", "read-timeout", "upstream-timeout")
	return cmd
}

func (f *serveFlags) serve(ctx context.Context, stdout, stderr io.Writer) error {
	headroom.Keep(headroom.Usual)
	config, printer, err := f.configure(stderr)
	if err != nil {
		return err
	}
	server, err := mockerp.New(config)
	if err != nil {
		return exitWith(exitUsage, errors.Join(err, closeJournal(config)))
	}
	logSettings(config.Logger, server.Settings())
	server.Start()
	stopPrinting := printer.start(stderr)
	if err := announce(stdout, server, f.asJSON); err != nil {
		return err
	}
	f.access.warn(stderr, server.ControlURL(), f.config.ControlAddr)
	if f.open {
		openBrowser(stderr, server.PageURL())
	}
	failure, closed := untilEnd(ctx, server)
	stopPrinting()
	if failure != nil {
		return exitf(exitFailed, "a door of the mock stopped: %w", failure)
	}
	return exitWith(exitFailed, closed)
}

// untilEnd waits until the context ends or a door fails, and closes the server.
func untilEnd(ctx context.Context, server interface {
	Failed() <-chan error
	Close(ctx context.Context) error
}) (failure, closed error) {
	select {
	case <-ctx.Done():
	case failure = <-server.Failed():
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return failure, server.Close(closing)
}

// logSettings writes the effective settings as the first line of the log, in a fixed order.
func logSettings(to *slog.Logger, settings map[string]any) {
	attributes := make([]any, 0, len(settings))
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		attributes = append(attributes, slog.Any(name, settings[name]))
	}
	to.Info("settings", attributes...)
}

// configure checks every flag and loads every file before any port is opened.
func (f *serveFlags) configure(stderr io.Writer) (mockerp.Config, *postPrinter, error) {
	config := f.config
	mode, err := mockerp.ParseMode(f.mode)
	if err != nil {
		return config, nil, exitf(exitUsage, "--mode: %w", err)
	}
	config.Mode = mode
	if config.ControlToken, err = f.access.read(); err != nil {
		return config, nil, exitWith(exitUsage, err)
	}
	if !f.journal.given("max-things-total") {
		config.MaxThingsTotal = 0 // the default is never below --max-things
	}
	printer, err := newPostPrinter(f.log)
	if err != nil {
		return config, nil, exitf(exitUsage, "--log: %w", err)
	}
	if err := f.load(&config); err != nil {
		return config, nil, exitWith(exitUsage, err)
	}
	config.OnExchange = printer.hook(config.Mask())
	config.OnScript = scriptNews(stderr, f.script.file)
	config.Logger = slog.New(slog.NewTextHandler(stderr, nil))
	config.Version = versionText()
	config.Actions = pageActions(config)
	return config, printer, nil
}

// load loads what the flags name: the script or trap, the upstream, the certificate.
func (f *serveFlags) load(config *mockerp.Config) (err error) {
	if err := f.script.open(config); err != nil {
		return err
	}
	if config.Upstream, err = f.upstream.open(); err != nil {
		return err
	}
	config.TLSHosts = f.tls.hosts
	if config.TLSCertificate, err = network.ParseCertificate(f.tls.certificate); err != nil {
		return err
	}
	return f.journal.open(config) // last: nothing may fail after it
}

// closeJournal closes a journal that no mock has taken over.
func closeJournal(config mockerp.Config) error {
	if config.Journal == nil {
		return nil
	}
	return config.Journal.Close()
}

// announce says where the doors are, and what to try next.
func announce(to io.Writer, s *mockerp.Server, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(to).Encode(struct {
			URL        string `json:"url"`
			ControlURL string `json:"controlUrl"`
			PageURL    string `json:"pageUrl"`
			TLSURL     string `json:"tlsUrl,omitempty"`
		}{s.URL(), s.ControlURL(), s.PageURL(), s.TLSURL()})
	}
	behindTLS := ""
	if s.TLSURL() != "" {
		behindTLS = "  TLS door      " + s.TLSURL() + "\n"
	}
	_, err := fmt.Fprintf(to, `The mock ERP is ready.

  ERP door      %[1]s
    device      %[1]s/device
    item attach %[1]s/item-attach
    operation   %[1]s/operation
    all three   %[1]s/             (told apart by shape)
    a mock of your own: put /r/<any name> before the path
%[3]s  Control door  %[2]s

Try next:
  open %[4]s in a browser: the page
  erpkit shift --seed 7 --events 500 --url %[1]s
  curl %[2]s/api/v1/exchanges

Stop with Ctrl-C.
`, s.URL(), s.ControlURL(), behindTLS, s.PageURL())
	return err
}
