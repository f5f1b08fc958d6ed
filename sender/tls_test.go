package sender_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/sender"
)

// authority signs certificates for the tests.
type authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	pool *x509.CertPool
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"}, IsCA: true,
		BasicConstraintsValid: true, NotBefore: time.Now().Add(-72 * time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return authority{key, cert, pool}
}

// issue signs a certificate for an address or a name.
func (a authority) issue(t *testing.T, host string, until time.Time) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(2), NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: until}
	if ip := net.ParseIP(host); ip != nil {
		form.IPAddresses = []net.IP{ip}
	} else {
		form.DNSNames = []string{host}
	}
	der, err := x509.CreateCertificate(rand.Reader, form, a.cert, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// tlsERP is an honest ERP behind TLS.
func tlsERP(t *testing.T, config *tls.Config) string {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"externalId":"A"}`)
	}))
	s.TLS = config
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.URL
}

func TestTLS(t *testing.T) {
	ours := newAuthority(t)
	later := time.Now().Add(time.Hour)
	good := ours.issue(t, "127.0.0.1", later)
	serve := func(cert tls.Certificate) string {
		return tlsERP(t, &tls.Config{Certificates: []tls.Certificate{cert}})
	}
	wantsCert := tlsERP(t, &tls.Config{Certificates: []tls.Certificate{good}, ClientAuth: tls.RequireAnyClientCert})
	old := tlsERP(t, &tls.Config{Certificates: []tls.Certificate{good}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11})
	closes := "https://" + listen(t, func(conn *net.TCPConn) { _, _ = conn.Read(make([]byte, 1)) })
	trusting := newClient(t, sender.Options{TLS: &tls.Config{RootCAs: ours.pool}})
	cases := []struct {
		name   string
		client *sender.Client
		url    string
		booked bool
		words  string
		cure   string
	}{
		{"unknown authority", newClient(t, sender.Options{}), serve(good), false, "authority that the sender does not know", "authority"},
		{"wrong host", trusting, serve(ours.issue(t, "erp.example.com", later)), false, "another host", "host name"},
		{"expired", trusting, serve(ours.issue(t, "127.0.0.1", time.Now().Add(-time.Hour))), false, "expired", "Renew"},
		{"plain http behind https", trusting, strings.Replace(fixedERP(t, 200, nil, ""), "http:", "https:", 1), false, "speaks plain http", "http://"},
		{"client certificate wanted", trusting, wantsCert, true, "client certificate", "client certificate"},
		{"old versions only", trusting, old, false, "refused the handshake", "versions"},
		{"closed in the handshake", trusting, closes, false, "secure connection could not be made", "certificate"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := c.client.Post(ctxOf(t), c.url, sample())
			expectTrouble(t, r, sender.TLS, 0, c.booked, c.words)
			if !strings.Contains(r.Cure, c.cure) {
				t.Errorf("the cure is %q, wanted %q", r.Cure, c.cure)
			}
		})
	}
	t.Run("trusted", func(t *testing.T) {
		if r := trusting.Post(ctxOf(t), serve(good), sample()); r.ExternalID != "A" || r.Transcript.Proto != "HTTP/1.1" {
			t.Errorf("got %s over %s", r, r.Transcript.Proto)
		}
	})
	t.Run("insecure", func(t *testing.T) {
		client := newClient(t, sender.Options{Insecure: true})
		if r := client.Post(ctxOf(t), serve(good), sample()); r.ExternalID != "A" || !r.Transcript.Insecure {
			t.Errorf("got %s", r)
		}
	})
}

// TestHTTPToTLSPort: http where https is spoken is answered by most servers with a 400.
func TestHTTPToTLSPort(t *testing.T) {
	ours := newAuthority(t)
	url := tlsERP(t, &tls.Config{Certificates: []tls.Certificate{ours.issue(t, "127.0.0.1", time.Now().Add(time.Hour))}})
	r := newClient(t, sender.Options{}).Post(ctxOf(t), strings.Replace(url, "https:", "http:", 1), sample())
	if r.Accepted || r.Status != 400 || !strings.Contains(r.Words, "may want an https URL") {
		t.Errorf("got %s", r)
	}
}
