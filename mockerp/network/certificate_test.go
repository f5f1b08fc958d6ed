package network_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/network"
)

// trusting is a client that trusts the authority of the door, if there is one.
func trusting(door *network.Door) *http.Client {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(door.Authority())
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true, DisableKeepAlives: true}}
}

func TestEncrypt_IsForThisMachineAndTheHosts(t *testing.T) {
	door := serving(t, usual, network.Good, nil)
	client := trusting(door)
	for _, url := range []string{door.URL(), strings.Replace(door.URL(), "127.0.0.1", "localhost", 1)} {
		if got, err := get(client, url); got != "hello" || !strings.HasPrefix(url, "https://") {
			t.Errorf("%s: got %q, %v", url, got, err)
		}
	}
	pool := client.Transport.(*http.Transport).TLSClientConfig.RootCAs
	for host, right := range map[string]bool{"erp.factory.test": true, "erp.elsewhere.test": false} {
		conn, err := tls.Dial("tcp", door.Addr().String(), &tls.Config{RootCAs: pool, ServerName: host})
		if (err == nil) != right {
			t.Errorf("%s: %v", host, err)
		}
		if err == nil {
			conn.Close()
		}
	}
}

func TestEncrypt_WrongCertificatesAreRefusedForTheRightReason(t *testing.T) {
	for kind, reason := range map[network.Certificate]func(error) bool{
		network.Expired: func(err error) bool {
			var invalid x509.CertificateInvalidError
			return errors.As(err, &invalid) && invalid.Reason == x509.Expired
		},
		network.WrongHost: func(err error) bool {
			var wrong x509.HostnameError
			return errors.As(err, &wrong)
		},
		network.SelfSigned: func(err error) bool {
			var unknown x509.UnknownAuthorityError
			return errors.As(err, &unknown)
		},
	} {
		t.Run(string(kind), func(t *testing.T) {
			door := serving(t, usual, kind, nil)
			if got, err := get(trusting(door), door.URL()); !reason(err) || got != "" {
				t.Errorf("got %q, %v", got, err)
			}
			careless := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
			if got, err := get(careless, door.URL()); got != "hello" {
				t.Errorf("a client that looks at nothing got %q, %v", got, err)
			}
			if (door.Authority() == nil) != (kind == network.SelfSigned) {
				t.Errorf("the authority is %q", door.Authority())
			}
		})
	}
}

// All else about a wrong certificate is right: only that one thing is the lesson.
func TestEncrypt_ExpiredWasRightOnce(t *testing.T) {
	door := serving(t, usual, network.Expired, nil)
	client := trusting(door)
	client.Transport.(*http.Transport).TLSClientConfig.Time = func() time.Time { return time.Now().AddDate(0, 0, -2) }
	if got, err := get(client, door.URL()); got != "hello" {
		t.Errorf("two days ago it was refused as well: %q, %v", got, err)
	}
}

func TestParseCertificate(t *testing.T) {
	for _, word := range []string{"", "good", "expired", "wrong-host", "self-signed"} {
		kind, err := network.ParseCertificate(word)
		if err != nil || string(kind) != word && word != "" {
			t.Errorf("%q: got %q, %v", word, kind, err)
		}
	}
	if _, err := network.ParseCertificate("rotten"); err == nil || !strings.Contains(err.Error(), "self-signed") {
		t.Errorf("got %v, wanted the words there are", err)
	}
}
