package sender

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
)

// Certificates are PEM files for an ERP behind https: the authority to trust instead of the public
// ones, and the client's own certificate and key. "" is none.
type Certificates struct{ CAFile, CertFile, KeyFile string }

// Check finds a certificate without its key. It reads no file.
func (c Certificates) Check() error {
	if (c.CertFile == "") != (c.KeyFile == "") {
		return errors.New("a client certificate needs both its certificate file and its key file")
	}
	return nil
}

// Config reads the files for Options.TLS; it returns nil when there are none. The error names the
// file.
func (c Certificates) Config() (*tls.Config, error) {
	if c == (Certificates{}) {
		return nil, nil
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if c.CAFile != "" {
		pem, err := os.ReadFile(c.CAFile)
		if err != nil {
			return nil, fmt.Errorf("the certificate of the authority cannot be read: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("there is no certificate in %s: give a PEM file", c.CAFile)
		}
	}
	if c.CertFile != "" {
		pair, err := tls.LoadX509KeyPair(c.CertFile, c.KeyFile)
		if err != nil {
			return nil, fmt.Errorf("the client certificate cannot be used: %w", err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}
