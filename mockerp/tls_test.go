package mockerp_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/network"
)

// behindTLS is a mock with a TLS door and a client that trusts its authority, if there is one.
func behindTLS(t *testing.T, kind network.Certificate) (*mockerptest.Mock, *http.Client) {
	t.Helper()
	erp := mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) {
		c.TLSAddr, c.TLSCertificate, c.TLSHosts = "127.0.0.1:0", kind, []string{"erp.factory.test"}
	}))
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(erp.TLSAuthority())
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)
	return erp, &http.Client{Transport: transport}
}

func TestTLSDoor_IsTheERPDoorBehindTLS(t *testing.T) {
	erp, client := behindTLS(t, network.Good)
	for _, host := range []string{"127.0.0.1", "localhost"} {
		url := strings.Replace(erp.TLSURL(), "127.0.0.1", host, 1)
		response, err := client.Post(url+"/device", "application/json", strings.NewReader(device("add", "SN-"+host, "")))
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.Copy(io.Discard, response.Body)
		if response.Body.Close(); err != nil || response.StatusCode != 200 || response.ProtoMajor != 1 {
			t.Errorf("%s: got %s over %s", host, response.Status, response.Proto)
		}
	}
	if n := len(erp.Exchanges(t, journal.Filter{})); n != 2 {
		t.Errorf("the journal has %d exchanges, wanted 2", n)
	}
	if got := post(t, erp.URL()+"/device", device("remove", "SN-localhost", `"externalId":"ERP-DEV-000002",`)); got.status != 200 {
		t.Errorf("the plain door has other books: %d %s", got.status, got.Message)
	}
	if connections(t, erp) == "0" {
		t.Error("the open connections of the TLS door are not counted")
	}
}

func TestTLSDoor_IsForTheHostsThatWereAskedFor(t *testing.T) {
	erp, client := behindTLS(t, network.Good)
	pool := client.Transport.(*http.Transport).TLSClientConfig.RootCAs
	for host, right := range map[string]bool{"erp.factory.test": true, "erp.elsewhere.test": false} {
		conn, err := tls.Dial("tcp", strings.TrimPrefix(erp.TLSURL(), "https://"), &tls.Config{RootCAs: pool, ServerName: host})
		if (err == nil) != right {
			t.Errorf("%s: %v", host, err)
		}
		if err == nil {
			conn.Close()
		}
	}
}

func TestTLSDoor_FaultsAreAsReal(t *testing.T) {
	erp, client := behindTLS(t, network.Good)
	_, err := client.Post(erp.TLSURL()+"/device?prefer=fault=reset-before-headers", "application/json", strings.NewReader(device("add", "SN-1", "")))
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("got %v, wanted a reset", err)
	}
	response, err := client.Post(erp.TLSURL()+"/device?prefer=fault=truncated-json", "application/json", strings.NewReader(device("add", "SN-1", "")))
	if err != nil || response.StatusCode != 200 {
		t.Fatalf("got %v %v", response, err)
	}
	response.Body.Close()
	erp.Down(time.Hour)
	if !refusedBy(strings.TrimPrefix(erp.TLSURL(), "https://")) {
		t.Error("the TLS door is open while the ERP is down")
	}
}

func TestTLSDoor_WritesItsAuthority(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ca.pem")
	with := func(change func(*mockerp.Config)) error {
		config := mockerp.Config{Addr: "127.0.0.1:0", ControlAddr: "127.0.0.1:0", TLSAddr: "127.0.0.1:0", TLSAuthorityFile: file}
		change(&config)
		server, err := mockerp.New(config)
		if err != nil {
			return err
		}
		defer server.Close(t.Context())
		written, err := os.ReadFile(file)
		if err != nil || string(written) != string(server.TLSAuthority()) || len(written) == 0 {
			t.Errorf("the file has %d bytes (%v), wanted the authority", len(written), err)
		}
		return nil
	}
	if err := with(func(*mockerp.Config) {}); err != nil {
		t.Error(err)
	}
	for what, change := range map[string]func(*mockerp.Config){
		"--tls-certificate": func(c *mockerp.Config) { c.TLSCertificate = network.SelfSigned },
		"--tls-ca-file":     func(c *mockerp.Config) { c.TLSAuthorityFile = filepath.Join(file, "nowhere", "ca.pem") },
		"--tls-addr":        func(c *mockerp.Config) { c.TLSAddr = "" },
		"self-signed":       func(c *mockerp.Config) { c.TLSCertificate = "rotten" },
		"host:port":         func(c *mockerp.Config) { c.TLSAddr = "8443" },
	} {
		if err := with(change); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("got %v, wanted a sentence with %s", err, what)
		}
	}
}
