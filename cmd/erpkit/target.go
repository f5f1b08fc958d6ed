package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/credentials"
	"github.com/erpkit/erpkit/sender/master"
	"github.com/erpkit/erpkit/sender/target"
)

// targetFlags say where the ERP is and how it is reached. Every command that posts has them.
type targetFlags struct {
	file    string
	master  string
	auth    string
	typed   target.Target // what needs no parsing
	byKind  map[schemas.Kind]*string
	skip    []string
	headers []string
	timeout time.Duration
	changed func(flag string) bool
}

func (f *targetFlags) add(flags *pflag.FlagSet) {
	f.byKind, f.changed = map[schemas.Kind]*string{}, flags.Changed
	flags.StringVar(&f.file, "target", "", "the ERP as a YAML file (target file); a flag wins over the file")
	flags.StringVar(&f.master, "master", "", "the ERP's work orders, parts and operations: a YAML file, or a folder of CSV files; by default, names are made up")
	flags.StringVar(&f.typed.Base, "url", "", "base URL of the ERP; /device, /item-attach and /operation are added")
	flags.StringVar(&f.typed.Single, "single-url", "", "complete URL for all three integrations")
	for _, kind := range schemas.Kinds() {
		f.byKind[kind] = flags.String(string(kind)+"-url", "", "complete URL of the "+string(kind)+" integration")
	}
	flags.StringSliceVar(&f.skip, "skip-kind", nil, "an integration that the ERP does not offer: nothing is posted to it")
	flags.StringArrayVar(&f.headers, "header", nil, `header of every post, such as "X-Station: 4"; repeat the flag for more`)
	flags.StringVar(&f.auth, "auth-file", "", "a target file with the place of the credentials (auth): a token, a password, a key, OAuth 2 or a signature")
	flags.DurationVar(&f.timeout, "timeout", sender.DefaultTimeout, "how long to wait for an answer")
	aboveZero(flags, "timeout")
	flags.Float64Var(&f.typed.Rate, "rate", 0, "most posts per second; 0 means no limit")
	flags.BoolVar(&f.typed.Insecure, "insecure", false, "accept any TLS certificate, for a first look only")
	flags.StringVar(&f.typed.CAFile, "ca-file", "", "PEM file of an authority to trust instead of the public ones")
	flags.StringVar(&f.typed.CertFile, "cert-file", "", "PEM file of the client's certificate")
	flags.StringVar(&f.typed.KeyFile, "key-file", "", "PEM file of the client's key")
}

// target is the ERP that the flags and the file name; it may be empty. From here on the command hides its secrets.
func (f *targetFlags) target(cmd *cobra.Command) (target.Target, error) {
	t, err := f.merge()
	if err == nil {
		hide(cmd, t)
	}
	return t, err
}

func hide(cmd *cobra.Command, t target.Target) {
	cmd.SetOut(hiding{cmd.OutOrStdout(), t.Hide})
	cmd.SetErr(hiding{cmd.ErrOrStderr(), t.Hide})
}

// sayProxies says which proxies of the environment the posts go through.
func sayProxies(cmd *cobra.Command, urls []string) error {
	via, err := target.Via(urls...)
	if via != "" {
		fmt.Fprintln(cmd.ErrOrStderr(), via)
	}
	return err
}

// hiding removes secrets from the output; each write is treated as a text of its own.
type hiding struct {
	io.Writer
	hide func(string) string
}

// Write writes the text without the secrets.
func (h hiding) Write(text []byte) (int, error) {
	if _, err := io.WriteString(h.Writer, h.hide(string(text))); err != nil {
		return 0, err
	}
	return len(text), nil
}

// merge combines the flags and the files; the flags win.
func (f *targetFlags) merge() (target.Target, error) {
	t, err := f.parse()
	if err != nil || f.file == "" {
		return t, err
	}
	file, err := target.Read(f.file)
	if err != nil {
		return t, err
	}
	if len(t.Given()) > 0 && len(file.Given()) > 0 {
		return t, errors.New("--target and URLs exclude each other: the file has the URLs")
	}
	t = t.Or(file)
	if f.changed("insecure") {
		t.Insecure = f.typed.Insecure
	}
	if f.changed("rate") {
		t.Rate = f.typed.Rate
	}
	return t, nil
}

// parse parses the values of the flags.
func (f *targetFlags) parse() (t target.Target, err error) {
	t = f.typed
	t.Kinds = map[schemas.Kind]string{}
	for kind, url := range f.byKind {
		t.Kinds[kind] = *url
	}
	for _, word := range f.skip {
		kind, err := schemas.ParseKind(word)
		if err != nil {
			return t, fmt.Errorf("--skip-kind: %w", err)
		}
		t.Skip = append(t.Skip, kind)
	}
	if f.changed("timeout") {
		t.Timeout = f.timeout
	}
	if f.master != "" {
		if t.Master, err = master.Read(f.master); err != nil {
			return t, err
		}
	}
	if t.Auth, err = readAuth(f.auth); err != nil {
		return t, err
	}
	t.Headers, err = parseHeaders("--header", f.headers)
	return t, err
}

// readAuth reads the credentials in a target file; none if it has none.
func readAuth(path string) (*credentials.Credentials, error) {
	if path == "" {
		return nil, nil
	}
	t, err := target.Read(path)
	if err == nil && t.Auth == nil {
		err = fmt.Errorf("%s has no credentials: write them like auth: {bearer: {env: ERP_TOKEN}}", path)
	}
	return t.Auth, err
}

// client returns the ERP, which must have an address, and a client that posts to it.
func (f *targetFlags) client(cmd *cobra.Command) (target.Target, *sender.Client, error) {
	t, err := f.target(cmd)
	if err == nil {
		err = t.Check()
	}
	if err == nil && len(t.Given()) == 0 {
		err = target.ErrNowhere
	}
	if err == nil {
		err = sayProxies(cmd, t.URLs())
	}
	if err != nil {
		return t, nil, err
	}
	client, err := t.Client()
	return t, client, err
}

// page is the Integration Builder page, from a settings file or from the URLs, a client that posts to its URLs, and the
// master data; nil means that names are made up.
func (f *targetFlags) page(cmd *cobra.Command, file, source string) (sender.Settings, *sender.Client, *master.Data, error) {
	if file == "" {
		t, client, err := f.client(cmd)
		if errors.Is(err, target.ErrNowhere) {
			err = fmt.Errorf("%w, or --settings settings.yaml", err)
		}
		return t.Settings(source), client, t.Master, err
	}
	settings, err := sender.ReadSettings(file)
	if err != nil {
		return settings, nil, nil, err
	}
	t, err := f.merge()
	if err == nil && len(t.Given()) > 0 {
		err = errors.New("--settings and URLs exclude each other: the file has the URLs")
	}
	if err != nil {
		return settings, nil, nil, err
	}
	t.Kinds = map[schemas.Kind]string{}
	for _, kind := range schemas.Kinds() {
		if on := settings.For(kind); on.Enabled {
			t.Kinds[kind] = on.URL
		}
	}
	hide(cmd, t)
	if err := errors.Join(t.Check(), sayProxies(cmd, t.URLs())); err != nil {
		return settings, nil, nil, err
	}
	page := t.Settings(settings.WorkOrderSource)
	page.CustomIntegration = settings.CustomIntegration
	client, err := t.Client()
	return page, client, t.Master, err
}

func parseHeaders(flag string, lines []string) (http.Header, error) {
	header := http.Header{}
	for _, line := range lines {
		name, value, found := strings.Cut(line, ":")
		if !found || strings.TrimSpace(name) == "" {
			return nil, fmt.Errorf(`%s wants "Name: value"`, flag) // the value may be a secret, so it is not repeated
		}
		header.Add(strings.TrimSpace(name), strings.TrimSpace(value))
	}
	return header, nil
}

// codeOfResult is the exit code for the result of one post.
func codeOfResult(r sender.Result) error {
	switch {
	case r.Trouble != "":
		return exit(exitUnreachable)
	case !r.Accepted:
		return exit(exitFailed)
	}
	return nil
}
