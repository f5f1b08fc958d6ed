package answers_test

import (
	"context"
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/sender"
)

// Answers that come later. The length of a delay is read from the journal, never from a clock.
var _ = Describe("Delays", func() {
	const posts = 12

	// delays are those of some posts, in microseconds.
	delays := func(m mock, run string) (all []int64) {
		GinkgoHelper()
		for n := range posts {
			Expect(m.post("/r/"+run+"/device", device("add", fmt.Sprint("SN-", n))).status).To(Equal(200))
		}
		for _, x := range m.journal("?run=" + run) {
			all = append(all, x.Answer.DelayMicros)
		}
		return all
	}
	seeded := func(seed int, delay string) mock {
		GinkgoHelper()
		m := newMock()
		m.playScript("", fmt.Sprintf("version: 1\nseed: %d\nrules:\n  - { name: late, answer: { pass: true, delay: %s } }\n", seed, delay))
		return m
	}

	It("can always be the same", func() {
		for _, delay := range delays(seeded(1, "7ms"), "a") {
			Expect(delay).To(BeEquivalentTo(7000))
		}
	})

	DescribeTable("can be by chance, within their bounds, and by the same seed the same again", func(delay string, least, most int64) {
		first := delays(seeded(7, delay), "a")
		different := map[int64]bool{}
		for _, d := range first {
			Expect(d).To(And(BeNumerically(">=", least), BeNumerically("<=", most)))
			different[d] = true
		}
		Expect(len(different)).To(BeNumerically(">", posts/2))
		Expect(delays(seeded(7, delay), "a")).To(Equal(first))
		Expect(delays(seeded(8, delay), "a")).NotTo(Equal(first))
	},
		Entry("uniform", `{ uniform: [1ms, 15ms] }`, int64(1000), int64(15_000)),
		Entry("log-normal, with a longest one", `{ logNormal: { median: 4ms, sigma: 0.5, most: 20ms } }`, int64(1), int64(20_000)),
	)

	It("a log-normal delay never takes longer than its longest", func() {
		for _, delay := range delays(seeded(1, `{ logNormal: { median: 5ms, sigma: 3, most: 5ms } }`), "a") {
			Expect(delay).To(BeNumerically("<=", 5000))
		}
	})

	It("one post that waits holds up no other, not even in the same run", func() {
		m := playing("  - { name: late, when: { members: { serial: SN-late } }, answer: { pass: true, delay: 10m } }\n")
		late := m.background("/device", device("add", "SN-late"))
		m.received(1, "")
		Expect(m.post("/device", device("add", "SN-1")).status).To(Equal(200))
		Expect(late).NotTo(Receive())
		m.reset("")
		Eventually(late).WithTimeout(patience).Should(Receive())
	})

	It("end with a reset of their run, and those of other runs do not", func() {
		m := playing("  - { name: late, answer: { pass: true, delay: 10m } }\n")
		ours, others := m.background("/r/a/device", device("add", "SN-1")), m.background("/r/b/device", device("add", "SN-1"))
		m.received(2, "")
		m.reset("a")
		var got heard
		Eventually(ours).WithTimeout(patience).Should(Receive(&got))
		Expect(got.status).To(Equal(200), "the answer leaves at once")
		Expect(others).NotTo(Receive())
		m.reset("b")
		Eventually(others).WithTimeout(patience).Should(Receive())
	})

	It("end with the mock, and the answer is not lost", func(ctx SpecContext) {
		started := mockerptest.Start(GinkgoTB())
		m := mock{started.URL(), started.ControlURL()}
		late := m.background("/device?prefer=delay=10m", device("add", "SN-1"))
		m.received(1, "")
		closing, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		Expect(started.Close(closing)).To(Succeed())
		var got heard
		Eventually(late).WithTimeout(patience).Should(Receive(&got))
		Expect(got.id()).To(Equal("ERP-DEV-000001"))
	})

	It("the MES that gives up sees failure (T6), and pressing again is not held against it (E7)", Label("T6", "T7", "E7"), func(ctx SpecContext) {
		m := playing("  - { name: late, when: { type: remove }, times: once, answer: { pass: true, delay: 10m } }\n")
		id := m.understand(ctx, "/device", device("add", "SN-1")).ExternalID
		remove := device("remove", "SN-1", "externalId", id)
		got := m.impatient(ctx, "/device", remove)
		Expect(got.Accepted).To(BeFalse())
		Expect(got.Trouble).To(Equal(sender.Timeout))
		Expect(got.MayBeBooked()).To(BeTrue())
		Eventually(func() float64 { return m.gauge("erpkit_connections") }).WithTimeout(patience).Should(BeZero())
		Expect(m.understand(ctx, "/device", remove).Accepted).To(BeTrue())
		Expect(m.journal("?level=MUST")).To(BeEmpty())
	})

	It("a delay longer than ten minutes is refused at load", func() {
		wrong := newMock().refusedScript("version: 1\nrules:\n  - answer: { delay: 11m }\n")
		Expect(wrong.Problems[0].Line).To(Equal(3))
		Expect(wrong.Problems[0].Message).To(ContainSubstring("10m"))
	})
})

// soon is long enough for a late post to arrive where none is expected.
const soon = 50 * time.Millisecond
