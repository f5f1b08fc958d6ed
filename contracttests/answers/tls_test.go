package answers_test

import (
	"crypto/tls"
	"crypto/x509"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/network"
	"github.com/erpkit/erpkit/sender"
)

// The TLS door, with good certificates and with bad ones (T6).
var _ = Describe("TLS", func() {
	// behind starts a mock with a TLS door, and returns the base URL of that door.
	behind := func(certificate network.Certificate, options ...mockerptest.Option) (mock, string) {
		GinkgoHelper()
		started := mockerptest.Start(GinkgoTB(), append(options, mockerptest.WithConfig(func(c *mockerp.Config) {
			c.TLSAddr, c.TLSCertificate = "127.0.0.1:0", certificate
		}))...)
		return mock{started.URL(), started.ControlURL()}, started.TLSURL()
	}
	// trusting knows the authority that the control door gives out.
	trusting := func(m mock) sender.Options {
		GinkgoHelper()
		authority := m.steer("GET", "/api/v1/ca.pem", "")
		Expect(authority.status).To(Equal(200))
		roots := x509.NewCertPool()
		Expect(roots.AppendCertsFromPEM([]byte(authority.body))).To(BeTrue())
		return sender.Options{Timeout: patience, TLS: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}
	}

	It("is one more door to the same ERP", func(ctx SpecContext) {
		m, secure := behind(network.Good)
		got := understood(ctx, secure+"/r/a/device", device("add", "SN-1"), trusting(m))
		Expect(got.Accepted).To(BeTrue(), got.Words)
		Expect(m.live("a")).To(HaveLen(1))
		Expect(m.understand(ctx, "/r/a/device", device("remove", "SN-1", "externalId", got.ExternalID)).Accepted).To(BeTrue())
		Expect(m.live("a")).To(BeEmpty())
	})

	DescribeTable("with a certificate that is wrong in one way is failure to the MES, and nothing reaches the ERP", Label("T6"),
		func(ctx SpecContext, certificate network.Certificate, words string) {
			m, secure := behind(certificate)
			options := sender.Options{Timeout: patience}
			if certificate != network.SelfSigned && certificate != network.Good {
				options = trusting(m)
			}
			got := understood(ctx, secure+"/device", device("add", "SN-1"), options)
			Expect(got.Accepted).To(BeFalse())
			Expect(got.Trouble).To(Equal(sender.TLS))
			Expect(got.Words).To(ContainSubstring(words))
			Expect(got.MayBeBooked()).To(BeFalse())
			Expect(m.journal("")).To(BeEmpty())
		},
		Entry("an authority that the MES does not know", network.Good, "an authority that the sender does not know"),
		Entry("expired", network.Expired, "expired"),
		Entry("for another host", network.WrongHost, "for another host"),
		Entry("self-signed", network.SelfSigned, "an authority that the sender does not know"),
	)

	DescribeTable("faults are the same behind TLS", Label("T6"), func(ctx SpecContext, kind string, trouble sender.Trouble) {
		m, secure := behind(network.Good)
		m.play("", "  - { name: spoiled, answer: { fault: "+kind+" } }\n")
		got := understood(ctx, secure+"/device", device("add", "SN-1"), trusting(m))
		Expect(got.Accepted).To(BeFalse())
		Expect(got.Trouble).To(Equal(trouble), got.Words)
		Expect(m.last().Answer.Fault).To(Equal(kind))
	},
		Entry("reset before the headers", "reset-before-headers", sender.Reset),
		Entry("reset in the body", "reset-in-body", sender.CutShort),
		Entry("no answer", "empty", sender.Reset),
		Entry("a length that is wrong", "wrong-length", sender.CutShort),
	)

	It("an outage closes this door as well", func(ctx SpecContext) {
		m, secure := behind(network.Good)
		options := trusting(m)
		Expect(m.steer("POST", "/api/v1/down?for=10m", "").status).To(Equal(200))
		Expect(understood(ctx, secure+"/device", device("add", "SN-1"), options).Trouble).To(Equal(sender.Refused))
		Expect(m.steer("POST", "/api/v1/down?for=0s", "").status).To(Equal(200))
		Expect(understood(ctx, secure+"/device", device("add", "SN-1"), options).Accepted).To(BeTrue())
	})
})
