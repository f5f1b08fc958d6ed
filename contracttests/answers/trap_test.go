package answers_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"

	"github.com/erpkit/erpkit/mockerp/traps"
	"github.com/erpkit/erpkit/sender"
)

// setTrap plays a trap of the catalogue in all runs.
func (m mock) setTrap(name string) {
	GinkgoHelper()
	source, err := traps.Source(name)
	Expect(err).NotTo(HaveOccurred())
	m.playScript("", string(source))
}

// wait is how long a post took, which the words of a trap give as the time-out of the MES.
var wait = regexp.MustCompile(`within [0-9.]+m?s`)

// The traps by name: what ERP and MES teams get wrong.
var _ = Describe("Traps", func() {
	// What the MES must understand of these traps: written out here, not read from the catalogue.
	DescribeTable("the MES understands", func(ctx SpecContext, name string, status int, accepted bool, id string, message OmegaMatcher) {
		m := newMock()
		m.setTrap(name)
		post := m.understand
		if strings.HasSuffix(name, "time-out") {
			post = m.impatient
		}
		got := post(ctx, "/device", device("add", "SN-1"))
		Expect(got.Transcript.Status).To(Equal(status))
		Expect(got.Accepted).To(Equal(accepted), got.Words)
		Expect(got.ExternalID).To(Equal(id))
		Expect(got.Message).To(message)
		Expect(m.last().Decision.By).To(Or(Equal("script"), Equal("books")))
		Expect(m.script("default").Rules[0].Used).To(Equal(1))
	},
		Entry("success without an id of 200 with an error inside (T2, T4)", Label("T2", "T4"), "error-inside-200", 200, true, "", BeEmpty()),
		Entry("success without an id of an id that is a number (T4)", Label("T4", "E3"), "id-as-number", 201, true, "", BeEmpty()),
		Entry("success without an id of an id that is null (T4)", Label("T4", "E3"), "id-null", 201, true, "", BeEmpty()),
		Entry("success without an id of an HTML page with 200 (T4)", Label("T4"), "html-page-200", 200, true, "", BeEmpty()),
		Entry("failure without a message of an HTML error page (T5)", Label("T5", "E6"), "html-page-500", 500, false, "", BeEmpty()),
		Entry("success of a redirect to a login page (T2)", Label("T2", "E8"), "redirect-to-login", 302, true, "", BeEmpty()),
		Entry("failure without a message of an error without one (T5)", Label("T5", "E6"), "error-without-message", 422, false, "", BeEmpty()),
		Entry("failure with the whole of a message of 10,000 characters (T5)", Label("T5", "E6"), "message-of-10000-characters", 500, false, "", HaveLen(10_000)),
		Entry("failure of what was booked and then timed out (T6)", Label("T6", "E7"), "commit-then-time-out", 0, false, "", BeEmpty()),
		Entry("failure of an answer that is lost (T6)", Label("T6", "E7"), "answer-lost-by-reset", 0, false, "", BeEmpty()),
		Entry("failure of a time-out (T6)", Label("T6"), "time-out", 0, false, "", BeEmpty()),
		Entry("failure of garbage (T6)", Label("T6"), "garbage", 0, false, "", BeEmpty()),
		Entry("success without an id of truncated JSON (T4)", Label("T4"), "truncated-json", 201, true, "", BeEmpty()),
		Entry("success of an empty 200 (T4)", Label("T4"), "empty-200", 200, true, "", BeEmpty()),
		Entry("failure of an ERP that refuses everything (T3)", Label("T3"), "refuses-everything", 403, false, "", Not(BeEmpty())),
	)

	It("an id that changes on update: the MES uses the new one from then on (D5)", Label("D5", "F1"), func(ctx SpecContext) {
		m := newMock()
		m.setTrap("id-changes-on-update")
		s := m.newStation("line-1")
		Expect(act(s.mes.SetSerial(ctx, s.stock, "SN-1"))).To(BeTrue())
		Expect(act(s.mes.ChangeSerial(ctx, s.stock, "SN-2"))).To(BeTrue())
		Expect(act(s.mes.RemoveSerial(ctx, s.stock))).To(BeTrue())
		var sent struct{ ExternalID string }
		Expect(json.Unmarshal(m.last().Request.Payload, &sent)).To(Succeed())
		Expect(sent.ExternalID).To(Equal("B-SN-2"))
	})

	for _, trap := range traps.List() {
		It("catalogue: "+trap.Name+" is understood as it says", Label(trap.Clauses...), func(ctx SpecContext) {
			m := newMock()
			m.setTrap(trap.Name)
			posts := poster{ids: map[string]string{}, stocks: map[string]string{}}
			for _, step := range trap.WhatTheMESUnderstands {
				options := sender.Options{Timeout: patience}
				switch {
				case strings.Contains(step.Words, "The answer began"):
					options.Timeout = 2 * short // the first byte of a drip has arrived
				case wait.MatchString(step.Words):
					options.Timeout = short
				}
				path, payload := posts.make(step.Post)
				got := understood(ctx, m.url+path, payload, options)
				posts.keep(step.Post, got)
				Expect(got.Accepted).To(Equal(step.Accepted), "%s: %s", step.Post, got.Words)
				Expect(wait.ReplaceAllString(got.Words, "within 30s")).To(Equal(step.Words), step.Post)
			}
			Expect(m.script("default").NeverUsed).To(BeEmpty(), "every rule of the trap has its post")
		})
	}

	It("are listed by the program, with what the MES understands of each", func() {
		out, _ := ended(0, "traps")
		for _, trap := range traps.List() {
			Expect(out).To(ContainSubstring(fmt.Sprintf("%s (%s)\n", trap.Name, strings.Join(trap.Clauses, ", "))))
		}
		Expect(out).To(ContainSubstring("redirect-to-login (T2, E8)"))
		Expect(out).To(MatchRegexp(`(?s)redirect-to-login .*?device add SN-1: success\.`), "3xx counts as success")
	})

	It("are played by the program by name", func(ctx SpecContext) {
		m := serve("--trap", "id-as-number", "--log", "none")
		got := m.understand(ctx, "/device", device("add", "SN-1"))
		Expect(got.Accepted).To(BeTrue())
		Expect(got.ExternalID).To(BeEmpty())
		Expect(got.Findings).To(HaveLen(1))
		Expect(got.Findings[0].Clause).To(Equal("E3"))
		m.stop()
	})

	It("a trap that is printed, saved and played is the same trap", func() {
		source, _ := ended(0, "traps", "error-inside-200")
		m := serve("--script", file("trap.yaml", source), "--log", "none")
		got := m.post("/device", device("add", "SN-1"))
		Expect(got.status).To(Equal(200))
		Expect(got.body).To(ContainSubstring("error"))
		m.stop()
	})

	It("that there is not is refused with the one that was meant", func() {
		_, told := ended(2, "serve", "--trap", "id-as-numbr", "--addr", "127.0.0.1:0", "--control-addr", "127.0.0.1:0")
		Expect(told).To(ContainSubstring(`did you mean "id-as-number"?`))
		session := start("serve", "--trap", "garbage", "--script", "a.yaml")
		Eventually(session).WithTimeout(patience).Should(gexec.Exit(2))
		Expect(string(session.Err.Contents())).To(ContainSubstring("exclude each other"))
	})
})

// poster makes the posts of a trap's steps, such as `device update SN-1 SN-2`, with the ids that the
// ERP gave.
type poster struct{ ids, stocks map[string]string }

func (p poster) make(step string) (path string, body payload) {
	GinkgoHelper()
	words := strings.Fields(step)
	Expect(len(words)).To(BeNumerically(">=", 3), step)
	kind, typ, serial := words[0], words[1], words[len(words)-1]
	const order, sku = "WO-1", "PUMP"
	if kind == "operation" {
		return "/operation", operation(typ, serial, "1", "0", "workorderNumber", order, "sku", sku)
	}
	Expect(kind).To(Equal("device"), step)
	first := serial // the first serial of the device says which stock it is
	if typ == "update" {
		first = words[2]
		p.ids[serial], p.stocks[serial] = p.ids[first], first
	}
	if known := p.stocks[serial]; known != "" {
		first = known
	}
	body = device(typ, serial, "stockId", uuid("stock "+first), "workorderNumber", order, "sku", sku)
	if typ == "update" {
		body["oldSerial"] = words[2]
	}
	if id := p.ids[serial]; id != "" && typ != "add" {
		body["externalId"] = id
	}
	return "/device", body
}

func (p poster) keep(step string, got sender.Result) {
	words := strings.Fields(step)
	if words[0] == "device" && got.ExternalID != "" {
		p.ids[words[len(words)-1]] = got.ExternalID
	}
}
