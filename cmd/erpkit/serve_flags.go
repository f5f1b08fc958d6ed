package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/spf13/pflag"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/network"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traps"
	"github.com/erpkit/erpkit/mockerp/upstream"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/credentials"
	"github.com/erpkit/erpkit/sender/target"
)

// upstreamFlags give the real ERP that answers what the script leaves open.
type upstreamFlags struct {
	url     string
	byKind  map[schemas.Kind]*string
	timeout time.Duration
	ca      string
	headers []string
	auth    string
}

func (f *upstreamFlags) add(flags *pflag.FlagSet) {
	f.byKind = map[schemas.Kind]*string{}
	flags.StringVar(&f.url, "upstream", "", "base URL of a real ERP behind the mock: it answers what the script does not answer")
	for _, kind := range schemas.Kinds() {
		f.byKind[kind] = flags.String("upstream-"+string(kind), "", "complete URL of the real ERP for "+string(kind)+" posts")
	}
	flags.DurationVar(&f.timeout, "upstream-timeout", upstream.DefaultTimeout, "how long to wait for the real ERP")
	flags.StringVar(&f.ca, "upstream-ca-file", "", "PEM file of an authority to trust for the real ERP")
	flags.StringArrayVar(&f.headers, "upstream-header", nil, `header of every post to the real ERP, such as "X-Api-Key: …"; repeat the flag for more`)
	flags.StringVar(&f.auth, "upstream-auth", "", "a target file with the place of the credentials for the real ERP (auth)")
}

// urls are the addresses of the real ERP that were given.
func (f *upstreamFlags) urls() []string {
	urls := []string{f.url}
	for _, kind := range schemas.Kinds() {
		urls = append(urls, *f.byKind[kind])
	}
	return urls
}

// open makes the upstream; nil when there is none.
func (f *upstreamFlags) open() (*upstream.Upstream, error) {
	if kind := target.EndsInKind(f.url); kind != "" {
		return nil, fmt.Errorf("--upstream ends in /%[1]s, which is added to it: leave that out, or give the URL as --upstream-%[1]s", kind)
	}
	options := upstream.Options{URL: f.url, Kinds: map[schemas.Kind]string{}, Timeout: f.timeout, AuthorityFile: f.ca}
	for kind, url := range f.byKind {
		if *url != "" {
			options.Kinds[kind] = *url
		}
	}
	if options.URL == "" && len(options.Kinds) == 0 {
		if len(f.headers) > 0 || f.auth != "" {
			return nil, errors.New("--upstream-header and --upstream-auth are for a real ERP: say where it is with --upstream")
		}
		return nil, nil
	}
	err := f.identify(&options)
	if err != nil {
		return nil, err
	}
	return upstream.New(options)
}

// identify adds to posts to the real ERP the credentials that the MES does not send.
func (f *upstreamFlags) identify(options *upstream.Options) error {
	auth, err := readAuth(f.auth)
	if err != nil {
		return err
	}
	header, err := parseHeaders("--upstream-header", f.headers)
	if err != nil {
		return err
	}
	erp := target.Target{Headers: header, Auth: auth}
	all := auth.With(header)
	options.Secrets = all.Secrets
	options.Wrap = func(next http.RoundTripper) http.RoundTripper {
		return &credentials.Transport{Auth: all, Next: next}
	}
	return erp.Check()
}

// tlsFlags are for the third door.
type tlsFlags struct {
	certificate string
	hosts       []string
}

func (f *tlsFlags) add(flags *pflag.FlagSet, config *mockerp.Config) {
	flags.StringVar(&config.TLSAddr, "tls-addr", "", "host:port of a third door: the ERP door with TLS; none by default")
	flags.StringVar(&f.certificate, "tls-certificate", string(network.Good), "certificate of the TLS door: good, expired, wrong-host or self-signed")
	flags.StringSliceVar(&f.hosts, "tls-host", nil, "a further host name for the certificate")
	flags.StringVar(&config.TLSAuthorityFile, "tls-ca-file", "", "write the certificate of the mock's authority to this file")
}

// scriptFlags say which script the mock plays.
type scriptFlags struct {
	file, trap string
	seed       uint64
	seedGiven  func() bool
}

func (f *scriptFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.file, "script", "", "a YAML file that says what to answer to which post; read again when it changes")
	flags.StringVar(&f.trap, "trap", "", "use the script of a trap; erpkit traps lists them")
	flags.Uint64Var(&f.seed, "seed", script.DefaultSeed, "seed of chance in scripts, in place of the seed in the script: the same seed gives the same results")
	f.seedGiven = func() bool { return flags.Changed("seed") }
}

// open tells the mock which script it plays.
func (f *scriptFlags) open(config *mockerp.Config) (err error) {
	if f.file != "" && f.trap != "" {
		return errors.New("--script and --trap exclude each other: print the trap with erpkit traps " + f.trap + " and add to it")
	}
	if f.seedGiven() {
		config.Seed = &f.seed
	}
	config.ScriptFile = f.file
	if f.trap != "" {
		config.Script, err = traps.Script(f.trap)
	}
	return err
}

// scriptNews prints whether a changed script file was loaded.
func scriptNews(to io.Writer, file string) func(*script.Script, error) {
	return func(s *script.Script, err error) {
		switch {
		case err != nil:
			fmt.Fprintf(to, "%s was changed and is wrong: its last good content plays on.\n%s\n", file, err)
		case s != nil:
			fmt.Fprintf(to, "%s was changed: it plays from its beginning (rules: %d).\n", file, len(script.Start(s).Uses()))
		default:
			fmt.Fprintf(to, "%s is again what plays.\n", file)
		}
	}
}
