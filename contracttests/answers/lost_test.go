package answers_test

import (
	"context"
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/sender"
)

// What the MES understands of each fault, and what the ERP has booked then.
var _ = Describe("Faults as the MES sees them", func() {
	type seen struct {
		setting string
		trouble sender.Trouble // "" is none: the answer came
		id      bool           // and an id could be read from it
	}
	kinds := map[string]seen{
		"timeout":              {trouble: sender.Timeout},
		"reset-before-headers": {trouble: sender.Reset},
		"reset-in-headers":     {trouble: sender.BrokenHTTP},
		"reset-after-headers":  {trouble: sender.CutShort},
		"reset-in-body":        {trouble: sender.CutShort},
		"empty":                {trouble: sender.Reset},
		"wrong-length":         {trouble: sender.CutShort},
		"garbage":              {trouble: sender.BrokenHTTP},
		"truncated-json":       {},
		"drip":                 {setting: "{ kind: drip, bytesPerSecond: 100000 }", id: true},
	}

	for kind, wanted := range kinds {
		if wanted.setting == "" {
			wanted.setting = kind
		}
		post := func(ctx context.Context, m mock, payload any) sender.Result {
			if wanted.trouble == sender.Timeout {
				return m.impatient(ctx, "/device", payload)
			}
			return m.understand(ctx, "/device", payload)
		}
		verdict := map[bool]string{true: "is failure to the MES (T6), and the ERP has not booked", false: "is success to the MES, and the ERP has booked"}[wanted.trouble != ""]

		It(kind+" "+verdict, Label("T6", "T4"), func(ctx SpecContext) {
			m := playing("  - { name: spoiled, times: once, answer: { fault: " + wanted.setting + " } }\n")
			got := post(ctx, m, device("add", "SN-1"))
			Expect(got.Accepted).To(Equal(wanted.trouble == ""), got.Words)
			Expect(got.Trouble).To(Equal(wanted.trouble), got.Words)
			Expect(got.ExternalID).To(Equal(map[bool]string{true: "ERP-DEV-000001"}[wanted.id]))
			Expect(got.Message).To(BeEmpty())
			x := m.last()
			Expect(x.Answer.Lost).To(Equal(wanted.trouble != ""))
			Expect(x.Booked).To(Equal(wanted.trouble == ""))
			Expect(m.live("default")).To(HaveLen(map[bool]int{true: 1}[wanted.trouble == ""]))
			if wanted.trouble != "" {
				Expect(got.MayBeBooked()).To(BeTrue(), "the MES cannot know")
				Expect(got.Words).To(ContainSubstring("(T6)"))
			}
		})

		It(kind+" after the ERP has booked: the person presses again, and nothing is booked twice (E7)", Label("T6", "E7"), func(ctx SpecContext) {
			m := playing("  - { name: booked, times: once, answer: { fault: " + wanted.setting + ", commit: true } }\n")
			Expect(post(ctx, m, device("add", "SN-1")).Accepted).To(Equal(wanted.trouble == ""))
			Expect(m.last().Booked).To(BeTrue())
			Expect(m.live("default")).To(HaveLen(1))
			again := m.understand(ctx, "/device", device("add", "SN-1"))
			Expect(again.Accepted).To(BeTrue(), again.Words)
			id := "ERP-DEV-000001" // of the booking whose answer was lost
			if kind == "truncated-json" {
				id = "" // the first answer was heard, and no id could be read from it (T4)
			}
			Expect(again.ExternalID).To(Equal(id))
			Expect(m.live("default")).To(ConsistOf(thing{"device", id, "live", "SN-1"}))
			Expect(m.journal("?level=MUST")).To(BeEmpty())
		})
	}

	It("all faults of the published schema are among these", func() {
		var known []string
		for kind := range kinds {
			known = append(known, kind)
		}
		Expect(faultKinds()).To(ConsistOf(known))
	})

	It("a drip that is slower than the MES is patient is failure (T6)", Label("T6"), func(ctx SpecContext) {
		m := playing("  - { name: slow, answer: { fault: { kind: drip, bytesPerSecond: 20 } } }\n")
		got := m.impatient(ctx, "/device", device("add", "SN-1"))
		Expect(got.Accepted).To(BeFalse())
		Expect(got.Trouble).To(Equal(sender.Timeout))
		Eventually(func() float64 { return m.gauge("erpkit_connections") }).WithTimeout(patience).Should(BeZero())
	})

	It("a drip that the MES did not wait for is an answer that it did not hear: pressing again is not held against it (E7)", Label("T6", "T7", "E7"), func(ctx SpecContext) {
		m := playing("  - { name: slow, when: { type: remove }, times: once, answer: { fault: { kind: drip, bytesPerSecond: 20 } } }\n")
		remove := device("remove", "SN-1", "externalId", m.understand(ctx, "/device", device("add", "SN-1")).ExternalID)
		Expect(m.impatient(ctx, "/device", remove).Trouble).To(Equal(sender.Timeout))
		Eventually(func() float64 { return m.gauge("erpkit_connections") }).WithTimeout(patience).Should(BeZero())
		again := m.understand(ctx, "/device", remove)
		Expect(again.Accepted).To(BeTrue(), again.Words)
		Expect(m.journal("?level=MUST")).To(BeEmpty())
	})

	It("commit then time-out: the MES keeps its books (T7), presses again, and both have the same id", Label("T6", "T7", "E7", "F1"), func(ctx SpecContext) {
		m := playing(`
  - { name: add, when: { type: add }, times: once, answer: { fault: timeout, commit: true } }
  - { name: update, when: { type: update }, times: once, answer: { fault: reset-after-headers, commit: true } }
  - { name: remove, when: { type: remove }, times: once, answer: { fault: empty, commit: true } }
`)
		s := m.newStation("line-1")
		patient, cancel := context.WithTimeout(ctx, short)
		defer cancel()
		Expect(act(s.mes.SetSerial(patient, s.stock, "SN-1"))).To(BeFalse())
		Expect(s.serial()).To(BeEmpty())
		Expect(m.live("line-1")).To(HaveLen(1), "the ERP has it, and the MES does not know")

		o, err := s.mes.SetSerial(ctx, s.stock, "SN-1")
		Expect(act(o, err)).To(BeTrue())
		Expect(o.Result.ExternalID).To(Equal("ERP-DEV-000001"))
		Expect(act(s.mes.ChangeSerial(ctx, s.stock, "SN-2"))).To(BeFalse())
		Expect(s.serial()).To(Equal("SN-1"))
		Expect(m.live("line-1")[0].Serial).To(Equal("SN-2"))
		Expect(act(s.mes.ChangeSerial(ctx, s.stock, "SN-2"))).To(BeTrue())
		Expect(act(s.mes.RemoveSerial(ctx, s.stock))).To(BeFalse())
		Expect(m.live("line-1")).To(BeEmpty())
		Expect(act(s.mes.RemoveSerial(ctx, s.stock))).To(BeTrue())
		Expect(s.serial()).To(BeEmpty())
		Expect(m.journal("?run=line-1&level=MUST")).To(BeEmpty(), "none of it is held against the MES")
		Expect(m.script("line-1").NeverUsed).To(BeEmpty())
	})

	It("a time-out ends with a reset of its run, and those of other runs do not", func() {
		m := playing("  - { name: silent, answer: { fault: timeout } }\n")
		ours, others := m.background("/r/a/device", device("add", "SN-1")), m.background("/r/b/device", device("add", "SN-1"))
		m.received(2, "")
		m.reset("a")
		var got heard
		Eventually(ours).WithTimeout(patience).Should(Receive(&got))
		Expect(got.err).To(HaveOccurred(), "a time-out has no answer, not even when it ends")
		Consistently(others).WithTimeout(soon).ShouldNot(Receive())
		m.reset("")
		Eventually(others).WithTimeout(patience).Should(Receive())
	})

	It("time-outs, drips and delays end with the mock, which stops cleanly", func(ctx SpecContext) {
		started := mockerptest.Start(GinkgoTB())
		m := mock{started.URL(), started.ControlURL()}
		var pending []<-chan heard
		for n, wish := range []string{"fault=timeout", "fault=timeout,commit", "fault=drip%3B%20rate=1", "delay=10m"} {
			pending = append(pending, m.background("/device?prefer="+wish, device("add", fmt.Sprint("SN-", n))))
		}
		m.received(len(pending), "")
		closing, cancel := context.WithTimeout(ctx, patience/2) // before the senders give up
		defer cancel()
		Expect(started.Close(closing)).To(Succeed())
		Expect(closing.Err()).NotTo(HaveOccurred(), "they ended, and were not cut when the time was over")
		for _, ended := range pending {
			Eventually(ended).WithTimeout(patience).Should(Receive())
		}
	})
})
