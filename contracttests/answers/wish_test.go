package answers_test

import (
	"net/url"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// The caller's own choice: a header for programs, a query for a MES that can only be given a URL.
var _ = Describe("The caller's own choice", func() {
	const scripted = "  - { name: told, answer: { status: 418 } }\n"

	// bothWays posts with the preferences in the header and in the query.
	bothWays := func(m mock, prefer string, payload any) map[string]heard {
		GinkgoHelper()
		return map[string]heard{
			"header": m.post("/r/header/device", payload, "Prefer", prefer),
			"query":  m.post("/r/query/device?prefer="+url.QueryEscape(prefer), payload),
		}
	}

	DescribeTable("is answered, by header and by query alike, and wins over the script", func(prefer string, status int, applied string) {
		m := playing(scripted)
		for way, got := range bothWays(m, prefer, device("add", "SN-1")) {
			Expect(got.err).NotTo(HaveOccurred(), way)
			Expect(got.status).To(Equal(status), way)
			Expect(got.header.Get("Preference-Applied")).To(Equal(applied), way)
			x := m.journal("?run=" + way)[0]
			Expect(x.Decision.By).To(Equal("caller"), way)
			Expect(x.Status).To(Equal(status), way)
		}
	},
		Entry("a status that is failure", "status=409", 409, "status=409"),
		Entry("a status that is success", "status=201", 201, "status=201"),
		Entry("a redirect", "status=302", 302, "status=302"),
		Entry("no content", "status=204", 204, "status=204"),
		Entry("a status and a delay", "status=409, delay=5ms", 409, "status=409, delay=5ms"),
		Entry("a quoted value", `status="503"`, 503, `status="503"`),
		Entry("the first of two", "status=503, status=409", 503, "status=503"),
		Entry("a delay alone: the answer is the script's", "delay=5ms", 418, "delay=5ms"),
		Entry("a fault that is heard", "status=409, fault=truncated-json", 409, "status=409, fault=truncated-json"),
	)

	It("says why it was refused, so that a person at the station sees something (E6)", Label("E6"), func() {
		for _, got := range bothWays(newMock(), "status=409", device("add", "SN-1")) {
			Expect(got.message()).To(ContainSubstring("409"))
		}
	})

	It("books what it accepts, with an id, and nothing that it refuses", func() {
		m := newMock()
		Expect(m.post("/device", device("add", "SN-1"), "Prefer", "status=500").status).To(Equal(500))
		Expect(m.live("default")).To(BeEmpty())
		got := m.post("/device?prefer=status=202", device("add", "SN-1"))
		Expect(got.status).To(Equal(202))
		Expect(got.id()).NotTo(BeEmpty())
		Expect(m.live("default")).To(ConsistOf(thing{"device", got.id(), "live", "SN-1"}))
	})

	It("delay is in the journal, and ends with a reset of the run", func() {
		m := newMock()
		pending := map[string]<-chan heard{}
		for way, path := range map[string]string{"header": "/r/a/device", "query": "/r/a/device?prefer=delay=10m"} {
			prefer := map[string]string{"header": "delay=10m"}[way]
			pending[way] = m.background(path, device("add", "SN-"+way), "Prefer", prefer)
		}
		for _, x := range m.received(2, "&run=a") {
			Expect(x.Answer.DelayMicros).To(BeEquivalentTo(600_000_000))
		}
		for way, ended := range pending {
			Expect(ended).NotTo(Receive(), way)
		}
		m.reset("a")
		for way, ended := range pending {
			var got heard
			Eventually(ended).WithTimeout(patience).Should(Receive(&got), way)
			Expect(got.status).To(Equal(200), way)
		}
	})

	It("fault by URL: the MES sees failure (T6), and with commit the ERP has booked (E7)", Label("T6", "E7"), func(ctx SpecContext) {
		m := newMock()
		lost := m.understand(ctx, "/device?prefer=fault=reset-before-headers", device("add", "SN-1"))
		Expect(lost.Accepted).To(BeFalse())
		Expect(m.live("default")).To(BeEmpty())
		lost = m.understand(ctx, "/device?prefer=fault=empty,commit", device("add", "SN-1"))
		Expect(lost.Accepted).To(BeFalse())
		Expect(m.live("default")).To(HaveLen(1))
		again := m.understand(ctx, "/device", device("add", "SN-1"))
		Expect(again.ExternalID).To(Equal("ERP-DEV-000001"))
		Expect(m.live("default")).To(HaveLen(1), "never a second booking")
	})

	DescribeTable("that cannot be followed is passed over with a note, never a reason to refuse", func(prefer string) {
		m := newMock()
		got := m.post("/device?prefer="+url.QueryEscape(prefer), device("add", "SN-1"))
		Expect(got.status).To(Equal(200))
		Expect(got.header).NotTo(HaveKey("Preference-Applied"))
		x := m.last()
		Expect(x.Decision.By).To(Equal("books"))
		Expect(x.Findings).To(HaveLen(1))
		Expect(x.Findings[0].Level).To(Equal("NOTE"))
		Expect(x.Findings[0].Message).To(ContainSubstring("cannot be followed"))
	},
		Entry("a status that is none", "status=99"), Entry("a status in words", "status=teapot"),
		Entry("a delay without end", "delay=24h"), Entry("a delay below 0", "delay=-1s"),
		Entry("a fault that there is not", "fault=explode"), Entry("a word that nobody knows", "stauts=409"),
		Entry("a rate for what is not a drip", "fault=empty; rate=9"),
	)

	It("foreign preferences in the header are none of the mock's", func() {
		m := newMock()
		got := m.post("/device", device("add", "SN-1"), "Prefer", "return=minimal, respond-async")
		Expect(got.status).To(Equal(200))
		Expect(m.last().Findings).To(BeEmpty())
		Expect(m.last().Decision.By).To(Equal("books"))
	})

	It("keeps what was wrong with the post in the journal, though it was told to say 200", func() {
		m := newMock()
		wrong := strings.Replace(string(encoded(device("add", "SN-1"))), `"serial":"SN-1",`, "", 1)
		Expect(m.post("/device", wrong, "Prefer", "status=200").status).To(Equal(200))
		Expect(clauses(m.last())).To(ContainElement("D2"))
	})
})
