package sender_test

import (
	"crypto/tls"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/sender"
)

// TestReach: how far one gets to an ERP, and what ends the way, without a post.
func TestReach(t *testing.T) {
	ours := newAuthority(t)
	secure := tlsERP(t, &tls.Config{Certificates: []tls.Certificate{ours.issue(t, "127.0.0.1", time.Now().Add(time.Hour))}})
	plain := fixedERP(t, 200, nil, "")
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	trusting := newClient(t, sender.Options{TLS: &tls.Config{RootCAs: ours.pool}})
	strange := newClient(t, sender.Options{})
	hasty := newClient(t, sender.Options{Timeout: 100 * time.Millisecond})
	cases := []struct {
		name    string
		client  *sender.Client
		url     string
		stages  string
		trouble sender.Trouble
		words   string
	}{
		{"http", strange, plain, "name connect", "", "accepts connections"},
		{"a name", strange, strings.Replace(plain, "127.0.0.1", "localhost", 1), "name connect", "", "resolves to"},
		{"https", trusting, secure, "name connect tls", "", "valid until"},
		{"https unchecked", newClient(t, sender.Options{Insecure: true}), secure, "name connect tls", "", "not checked"},
		{"no such name", strange, "http://" + strings.Repeat("x", 64) + ".invalid", "name", sender.DNS, "could not be resolved"},
		{"refused", strange, "http://" + closed.Addr().String(), "name connect", sender.Refused, "nothing listens"},
		{"unknown authority", strange, secure, "name connect tls", sender.TLS, "does not know"},
		{"plain http", strange, strings.Replace(plain, "http", "https", 1), "name connect tls", sender.TLS, "speaks plain http"},
		{"hanging handshake", hasty, "https://" + listen(t, untilGone), "name connect tls", sender.Timeout, "in time"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			steps, err := c.client.Reach(ctxOf(t), c.url)
			if err != nil {
				t.Fatal(err)
			}
			var stages, words []string
			for _, step := range steps {
				stages, words = append(stages, step.Stage.String()), append(words, step.Words)
			}
			last := steps[len(steps)-1]
			if strings.Join(stages, " ") != c.stages || last.Trouble != c.trouble || last.OK != (c.trouble == "") {
				t.Errorf("got %+v", steps)
			}
			if !strings.Contains(strings.Join(words, " "), c.words) || (last.Cure == "") != last.OK {
				t.Errorf("got %+v, wanted %q", steps, c.words)
			}
		})
	}
	if _, err := strange.Reach(ctxOf(t), "erp"); err == nil {
		t.Error("no error for what is not a URL")
	}
}
