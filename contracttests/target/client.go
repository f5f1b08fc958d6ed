package target

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"

	"github.com/erpkit/erpkit/sender"
)

// Client makes the client that posts to the target. The error says which file is wrong.
func (t Target) Client() (*sender.Client, error) {
	config, err := t.tls()
	if err != nil {
		return nil, err
	}
	return sender.NewClient(sender.Options{Timeout: t.Patience(), Header: t.Headers, TLS: config, Insecure: t.Insecure})
}

// tls reads the certificates; nil when none are given.
func (t Target) tls() (*tls.Config, error) {
	if t.CAFile == "" && t.CertFile == "" {
		return nil, nil
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if t.CAFile != "" {
		pem, err := os.ReadFile(t.CAFile)
		if err != nil {
			return nil, fmt.Errorf("the certificate of the authority cannot be read: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("there is no certificate in %s: give a PEM file", t.CAFile)
		}
	}
	if t.CertFile != "" {
		pair, err := tls.LoadX509KeyPair(t.CertFile, t.KeyFile)
		if err != nil {
			return nil, fmt.Errorf("the client certificate cannot be used: %w", err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}
