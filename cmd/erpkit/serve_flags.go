package main

import (
	"errors"
	"time"

	"github.com/spf13/pflag"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traps"
	"github.com/erpkit/erpkit/mockerp/upstream"
	"github.com/erpkit/erpkit/schemas"
)

// upstreamFlags say where a real ERP is that answers what the script leaves open.
type upstreamFlags struct {
	url     string
	byKind  map[schemas.Kind]*string
	timeout time.Duration
	ca      string
}

func (f *upstreamFlags) add(flags *pflag.FlagSet) {
	f.byKind = map[schemas.Kind]*string{}
	flags.StringVar(&f.url, "upstream", "", "base URL of a real ERP that answers what the script leaves open")
	for _, kind := range schemas.Kinds() {
		f.byKind[kind] = flags.String("upstream-"+string(kind), "", "URL of the real ERP for "+string(kind)+" posts, as it is")
	}
	flags.DurationVar(&f.timeout, "upstream-timeout", upstream.DefaultTimeout, "how long to wait for the real ERP")
	flags.StringVar(&f.ca, "upstream-ca-file", "", "PEM file of an authority that the real ERP may have")
}

// open makes the upstream; nil when there is none.
func (f *upstreamFlags) open() (*upstream.Upstream, error) {
	options := upstream.Options{URL: f.url, Kinds: map[schemas.Kind]string{}, Timeout: f.timeout, AuthorityFile: f.ca}
	for kind, url := range f.byKind {
		if *url != "" {
			options.Kinds[kind] = *url
		}
	}
	if options.URL == "" && len(options.Kinds) == 0 {
		return nil, nil
	}
	return upstream.New(options)
}

// tlsFlags are for the third door.
type tlsFlags struct {
	certificate string
	hosts       []string
}

func (f *tlsFlags) add(flags *pflag.FlagSet, config *mockerp.Config) {
	flags.StringVar(&config.TLSAddr, "tls-addr", "", "host:port of a third door: the ERP door behind TLS; none when empty")
	flags.StringVar(&f.certificate, "tls-certificate", string(mockerp.Good), "what the TLS door shows: good, expired, wrong-host or self-signed")
	flags.StringSliceVar(&f.hosts, "tls-host", nil, "a host name that the certificate is good for, beside this machine")
	flags.StringVar(&config.TLSAuthorityFile, "tls-ca-file", "", "where to write the certificate of the authority")
}

// loadScript gives the script of --script or of --trap; nil when there is neither.
func loadScript(file, trap string) (*script.Script, error) {
	switch {
	case file != "" && trap != "":
		return nil, errors.New("--script and --trap exclude each other: print the trap with erpkit traps " + trap + " and add to it")
	case file != "":
		return script.Load(file)
	case trap != "":
		return traps.Script(trap)
	}
	return nil, nil
}
