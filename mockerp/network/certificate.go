package network

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"slices"
	"time"
)

// Certificate says what kind of certificate the TLS door shows.
type Certificate string

// The certificates of the TLS door. All but SelfSigned are signed by an authority that is made with
// every start, and that nobody trusts who was not told to.
const (
	Good       Certificate = "good"
	Expired    Certificate = "expired"     // since yesterday
	WrongHost  Certificate = "wrong-host"  // for another host
	SelfSigned Certificate = "self-signed" // right in all else, but signed by nobody
)

// ParseCertificate turns a word into a certificate; "" is Good.
func ParseCertificate(word string) (Certificate, error) {
	switch c := Certificate(word); c {
	case "":
		return Good, nil
	case Good, Expired, WrongHost, SelfSigned:
		return c, nil
	}
	return "", fmt.Errorf("%q is not a certificate of the TLS door: use %q, %q, %q or %q", word, Good, Expired, WrongHost, SelfSigned)
}

// foreignHost is what the certificate for the wrong host is for: a name that can never be reached.
const foreignHost = "another-erp.invalid"

// makeCertificate makes the certificate of the TLS door for the hosts, and the authority that signed it
// in PEM; nil when none did. The keys are in memory only.
func makeCertificate(kind Certificate, hosts []string, now time.Time) (tls.Certificate, []byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	leaf := leafTemplate(kind, hosts, now)
	if kind == SelfSigned {
		made, err := x509.CreateCertificate(rand.Reader, leaf, leaf, &key.PublicKey, key)
		return tls.Certificate{Certificate: [][]byte{made}, PrivateKey: key}, nil, err
	}
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	authority := authorityTemplate(now)
	made, err := x509.CreateCertificate(rand.Reader, leaf, authority, &key.PublicKey, authorityKey)
	signer, signerErr := x509.CreateCertificate(rand.Reader, authority, authority, &authorityKey.PublicKey, authorityKey)
	if err := errors.Join(err, signerErr); err != nil {
		return tls.Certificate{}, nil, err
	}
	return tls.Certificate{Certificate: [][]byte{made, signer}, PrivateKey: key},
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signer}), nil
}

func leafTemplate(kind Certificate, hosts []string, now time.Time) *x509.Certificate {
	t := &x509.Certificate{
		SerialNumber: serialNumber(), Subject: pkix.Name{CommonName: "erpkit mock ERP"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	switch kind {
	case Expired:
		t.NotBefore, t.NotAfter = now.AddDate(0, 0, -30), now.AddDate(0, 0, -1)
	case WrongHost:
		hosts = []string{foreignHost}
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, host)
		}
	}
	return t
}

// authorityTemplate signs server certificates and no further authorities.
func authorityTemplate(now time.Time) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: serialNumber(), Subject: pkix.Name{CommonName: "erpkit mock ERP authority of " + now.UTC().Format(time.RFC3339)},
		NotBefore: now.AddDate(0, 0, -31), NotAfter: now.AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageCertSign, BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true,
	}
}

func serialNumber() *big.Int {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails, by its documentation
	b[0] &= 0x7f
	return new(big.Int).SetBytes(b[:])
}

// certificateHosts are the names under which the TLS door can be meant: those of this machine, that of
// its address, and those that were asked for.
func certificateHosts(addr net.Addr, asked []string) []string {
	hosts := append([]string{"localhost", "127.0.0.1", "::1"}, asked...)
	if name, err := os.Hostname(); err == nil && name != "" {
		hosts = append(hosts, name)
	}
	tcp, ok := addr.(*net.TCPAddr)
	if ok && !tcp.IP.IsUnspecified() {
		hosts = append(hosts, tcp.IP.String())
	}
	if ok && tcp.IP.IsUnspecified() {
		hosts = append(hosts, machineAddresses()...)
	}
	slices.Sort(hosts)
	return slices.Compact(hosts)
}

// machineAddresses are the IP addresses of this machine.
func machineAddresses() []string {
	var list []string
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return nil // the certificate is then for the other names only
	}
	for _, address := range addresses {
		if network, ok := address.(*net.IPNet); ok {
			list = append(list, network.IP.String())
		}
	}
	return list
}
