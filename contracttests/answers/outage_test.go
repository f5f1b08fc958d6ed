package answers_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/erpkit/erpkit/sender"
)

// isClosed tells whether the ERP door refuses connections.
func (m mock) isClosed() bool {
	conn, err := net.Dial("tcp", strings.TrimPrefix(m.url, "http://"))
	if err == nil {
		conn.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}

func (m mock) ready() int { return m.steer(http.MethodGet, "/readyz", "").status }

// expectClosed expects the ERP door to be closed, and the control door to say so.
func (m mock) expectClosed() {
	GinkgoHelper()
	Expect(m.isClosed()).To(BeTrue(), "a new connection is refused")
	said := m.steer(http.MethodGet, "/readyz", "")
	Expect(said.status).To(Equal(http.StatusServiceUnavailable))
	Expect(said.message()).To(ContainSubstring("the ERP door is closed until"))
}

func (m mock) expectOpen() {
	GinkgoHelper()
	Expect(m.isClosed()).To(BeFalse())
	Expect(m.ready()).To(Equal(http.StatusOK))
}

// The ERP door closed for a while, by a script or by hand.
var _ = Describe("An outage", func() {
	It("of a script closes the door, is not ready meanwhile, and opens again by itself (T6)", Label("T6", "T7"), func(ctx SpecContext) {
		m := playing("  - { name: restart, times: once, answer: { down: 2s } }\n")
		lost := m.understand(ctx, "/device", device("add", "SN-1"))
		Expect(lost.Accepted).To(BeFalse())
		Expect(lost.Trouble).To(Equal(sender.Reset))
		Expect(lost.MayBeBooked()).To(BeTrue())
		m.expectClosed()
		refused := m.understand(ctx, "/device", device("add", "SN-1"))
		Expect(refused.Trouble).To(Equal(sender.Refused))
		Expect(refused.MayBeBooked()).To(BeFalse())
		Expect(refused.Words).To(ContainSubstring("Nothing reached the ERP."))

		x := m.last()
		Expect(x.Answer.Fault).To(Equal("down"))
		Expect(x.Answer.Lost).To(BeTrue())
		Expect(x.Booked).To(BeFalse())
		Expect(m.live("default")).To(BeEmpty())

		Eventually(m.ready).WithTimeout(patience).Should(Equal(http.StatusOK))
		m.expectOpen()
		Expect(m.understand(ctx, "/device", device("add", "SN-1")).ExternalID).To(Equal("ERP-DEV-000001"))
		Expect(m.journal("")).To(HaveLen(2), "what was refused never came in")
	})

	It("after the ERP has booked: the person presses again when the door is open (E7)", Label("T6", "E7"), func(ctx SpecContext) {
		m := playing("  - { name: restart, times: once, answer: { down: 10m, commit: true } }\n")
		Expect(m.understand(ctx, "/device", device("add", "SN-1")).Accepted).To(BeFalse())
		Expect(m.live("default")).To(HaveLen(1))
		Expect(m.steer(http.MethodPost, "/api/v1/down?for=0s", "").status).To(Equal(200))
		Expect(m.understand(ctx, "/device", device("add", "SN-1")).ExternalID).To(Equal("ERP-DEV-000001"))
		Expect(m.journal("?level=MUST")).To(BeEmpty())
	})

	It("resets every connection that there is, those of other runs too", func() {
		m := playing("  - { name: restart, when: { run: a }, times: once, answer: { down: 10m } }\n")
		idle := m.dial()
		waiting := m.background("/r/b/device?prefer=fault=timeout", device("add", "SN-1"))
		m.received(1, "&run=b")
		Expect(m.post("/r/a/device", device("add", "SN-1")).err).To(HaveOccurred())
		var got heard
		Eventually(waiting).WithTimeout(patience).Should(Receive(&got))
		Expect(got.err).To(HaveOccurred())
		_, err := io.ReadAll(idle)
		Expect(errors.Is(err, syscall.ECONNRESET)).To(BeTrue(), "the idle connection ended with %v", err)
		m.expectClosed()
	})

	It("ends early with a reset of the run that began it, and not with that of another", func() {
		m := playing("  - { name: restart, when: { run: a }, times: once, answer: { down: 10m } }\n")
		m.post("/r/b/device", device("add", "SN-1"))
		m.post("/r/a/device", device("add", "SN-1"))
		m.reset("b")
		m.expectClosed()
		m.reset("a")
		m.expectOpen()
		Expect(m.post("/r/b/device", device("add", "SN-1")).status).To(Equal(200))
	})

	DescribeTable("ends early when that is asked for", func(method, path string) {
		m := playing("  - { name: restart, times: once, answer: { down: 10m } }\n")
		m.post("/device", device("add", "SN-1"))
		m.expectClosed()
		Expect(m.steer(method, path, "").status).To(Equal(200))
		m.expectOpen()
	},
		Entry("by a reset of everything", http.MethodPost, "/api/v1/reset"),
		Entry("by opening the door by hand", http.MethodPost, "/api/v1/down?for=0s"),
		Entry("by forgetting the run", http.MethodDelete, "/api/v1/runs/default"),
	)

	It("can be begun by hand, and says until when", func() {
		m := newMock()
		got := m.steer(http.MethodPost, "/api/v1/down?for=10m", "")
		Expect(got.status).To(Equal(200))
		Expect(got.body).To(ContainSubstring(`"down":true`))
		Expect(got.member("until")).To(MatchRegexp(`^20\d\d-`))
		m.expectClosed()
		Expect(m.steer(http.MethodPost, "/api/v1/down?for=0s", "").body).To(ContainSubstring(`"down":false`))
		m.expectOpen()
	})

	It("by hand ends by itself, too", func() {
		m := newMock()
		Expect(m.steer(http.MethodPost, "/api/v1/down?for=150ms", "").status).To(Equal(200))
		Eventually(m.ready).WithTimeout(patience).Should(Equal(http.StatusOK))
		m.expectOpen()
		Expect(m.post("/device", device("add", "SN-1")).status).To(Equal(200))
	})

	DescribeTable("of a length that cannot be is refused", func(length string) {
		m := newMock()
		said := m.steer(http.MethodPost, "/api/v1/down?for="+length, "")
		Expect(said.status).To(Equal(http.StatusBadRequest))
		Expect(said.message()).To(ContainSubstring("for"))
		m.expectOpen()
	}, Entry("words", "soon"), Entry("below 0", "-1s"), Entry("longer than an hour", "2h"))

	It("does not keep the mock from stopping", func() {
		m := playing("  - { name: restart, times: once, answer: { down: 10m } }\n")
		m.post("/device", device("add", "SN-1"))
		m.expectClosed() // the end of the spec stops the mock, and fails when that takes too long
	})
})
