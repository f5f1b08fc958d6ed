package answers_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/erpkit/erpkit/sender"
)

// How often a rule answers: limits, sequences, chance.
var _ = Describe("Answers in turn", func() {
	DescribeTable("are given as often as the script says", func(rule string, wanted []int) {
		m := playing("  - { name: told, " + rule + " }\n")
		for range wanted {
			m.post("/device", device("add", "SN-1"))
		}
		Expect(statuses(m.journal(""))).To(Equal(wanted))
	},
		Entry("once", `times: once, answer: { status: 503 }`, []int{503, 200, 200}),
		Entry("a number of times", `times: 2, answer: { status: 503 }`, []int{503, 503, 200, 200}),
		Entry("for ever, when nothing is said", `answer: { status: 503 }`, []int{503, 503, 503, 503}),
		Entry("for ever, when that is said", `times: forever, answer: { status: 503 }`, []int{503, 503, 503, 503}),
		Entry("one after the other, then the books", `answers: [{ status: 503 }, { status: 409 }]`, []int{503, 409, 200, 200}),
		Entry("some of them several times", `answers: [{ status: 503, times: 2 }, { status: 409, times: once }, { pass: true }]`, []int{503, 503, 409, 200, 200}),
		Entry("and then the last one again and again", `answers: [{ status: 503 }, { status: 409 }], then: last`, []int{503, 409, 409, 409}),
		Entry("and then from the first one again", `answers: [{ status: 503, times: 2 }, { status: 409 }], then: repeat`, []int{503, 503, 409, 503, 503, 409, 503}),
		Entry("and then the next rule", `answers: [{ status: 503 }], then: next`, []int{503, 200}),
	)

	It("fails twice and then succeeds: the MES keeps its books (T7), and the flow goes on (E10)", Label("T3", "T5", "T7", "E10"), func(ctx SpecContext) {
		m := playing(`
  - name: the ERP is being updated
    when: { kind: device, type: add }
    answers:
      - { times: 2, status: 503, body: { message: Report again in a minute. } }
      - { pass: true }
`)
		s := m.newStation("line-1")
		for range 2 {
			o, err := s.mes.SetSerial(ctx, s.stock, "SN-1")
			Expect(act(o, err)).To(BeFalse())
			Expect(o.Result.Message).To(Equal("Report again in a minute."))
			Expect(s.serial()).To(BeEmpty())
			Expect(m.live("line-1")).To(BeEmpty())
		}
		Expect(act(s.mes.SetSerial(ctx, s.stock, "SN-1"))).To(BeTrue())
		Expect(act(s.mes.ChangeSerial(ctx, s.stock, "SN-2"))).To(BeTrue())
		Expect(act(s.mes.RemoveSerial(ctx, s.stock))).To(BeTrue())
		Expect(statuses(m.journal("?run=line-1"))).To(Equal([]int{503, 503, 200, 200, 200}))
		Expect(m.journal("?run=line-1&level=MUST")).To(BeEmpty())
	})

	It("each run counts for itself, and from the start again after a reset of it", func() {
		m := playing("  - { name: told, times: once, answer: { status: 503 } }\n")
		for _, run := range []string{"a", "b"} {
			Expect(m.post("/r/"+run+"/device", device("add", "SN-1")).status).To(Equal(503))
			Expect(m.post("/r/"+run+"/device", device("add", "SN-1")).status).To(Equal(200))
		}
		m.reset("a")
		Expect(m.post("/r/a/device", device("add", "SN-1")).status).To(Equal(503))
		Expect(m.post("/r/b/device", device("add", "SN-1")).status).To(Equal(200))
	})

	It("10,000 posts at once on a rule with times: 100 get its answer exactly 100 times", func() {
		const posts, stations, limit = 10_000, 64, 100
		m := playing("  - { name: rare, times: 100, answer: { status: 418 } }\n")
		teapots, others := crowd(m, posts, stations)
		Expect(teapots).To(BeEquivalentTo(limit))
		Expect(others).To(BeEquivalentTo(posts - limit))
		Expect(m.script("default").Rules[0]).To(Equal(use{Rule: "rare", Line: 3, Used: limit, Limit: limit, UsedUp: true}))
		Expect(read[struct{ Total int }](m, "/api/v1/exchanges?status=418&limit=1").Total).To(Equal(limit))
	})
})

// crowd posts from many stations at once and counts the answers with status 418, and those with 200.
func crowd(m mock, posts, stations int) (teapots, others int64) {
	GinkgoHelper()
	body := encoded(device("add", "SN-1"))
	var left, got418, got200 atomic.Int64
	left.Store(int64(posts))
	var all sync.WaitGroup
	for range stations {
		all.Go(func() {
			client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1}, Timeout: 2 * patience}
			defer client.CloseIdleConnections()
			for left.Add(-1) >= 0 {
				response, err := client.Post(m.url+"/device", "application/json", bytes.NewReader(body))
				if err != nil {
					continue
				}
				_, _ = io.Copy(io.Discard, response.Body) // the status is what counts
				response.Body.Close()
				switch response.StatusCode {
				case 418:
					got418.Add(1)
				case 200:
					got200.Add(1)
				}
			}
		})
	}
	all.Wait()
	return got418.Load(), got200.Load()
}

// Chance comes from a seed that can be read, and given to another mock.
var _ = Describe("Answers by chance", func() {
	const posts = 40
	const rules = "rules:\n  - { name: flaky, probability: 0.3, answer: { status: 503 } }\n"
	played := func(m mock, run string) []int {
		GinkgoHelper()
		for n := range posts {
			m.post("/r/"+run+"/device", device("add", fmt.Sprint("SN-", n)))
		}
		return statuses(m.journal("?run=" + run))
	}

	It("a seed that was read from one mock makes another one fail at the same posts", func() {
		first := newMock()
		first.playScript("", "version: 1\nseed: 915\n"+rules)
		before := played(first, "line-1")
		Expect(before).To(ContainElements(200, 503))

		shown := first.script("line-1").Rules[0]
		Expect(shown.Chance).To(BeTrue())
		second := newMock()
		second.playScript("", fmt.Sprintf("version: 1\nseed: %d\n%s", shown.Seed, rules))
		Expect(played(second, "line-1")).To(Equal(before))
		Expect(played(second, "line-2")).NotTo(Equal(before), "each run has its own chance")

		third := newMock()
		third.playScript("", "version: 1\nseed: 4\n"+rules)
		Expect(played(third, "line-1")).NotTo(Equal(before))
	})

	It("a script without a seed plays by one that is shown, and that plays the same again", func() {
		first := playing("  - { name: flaky, probability: 0.3, answer: { status: 503 } }\n")
		before := played(first, "line-1")
		seed := first.script("line-1").Rules[0].Seed
		Expect(seed).NotTo(BeZero())
		second := newMock()
		second.playScript("", fmt.Sprintf("version: 1\nseed: %d\n%s", seed, rules))
		Expect(played(second, "line-1")).To(Equal(before))
	})

	DescribeTable("every seed can be read from the control door", func(seed string) {
		m := newMock()
		m.playScript("", "version: 1\nseed: "+seed+"\n"+rules)
		Expect(m.steer("GET", "/api/v1/script", "").body).To(ContainSubstring(`"seed":` + seed + `}`))
	}, Entry("0", "0"), Entry("1", "1"), Entry("the largest", "9007199254740991"))

	It("the rule is shown with how many posts it was about and how many it answered", func() {
		m := newMock()
		m.playScript("", "version: 1\nseed: 7\n"+rules)
		failed := 0
		for _, status := range played(m, "a") {
			if status == 503 {
				failed++
			}
		}
		shown := m.script("a").Rules[0]
		Expect(shown.Used).To(Equal(failed))
		Expect(shown.Matched).To(Equal(posts))
	})

	It("a limit and a chance together: the rule answers so often and no more", func() {
		m := newMock()
		m.playScript("", "version: 1\nseed: 7\nrules:\n  - { name: flaky, probability: 0.5, times: 3, answer: { status: 503 } }\n")
		failed := 0
		for _, status := range played(m, "a") {
			if status == 503 {
				failed++
			}
		}
		Expect(failed).To(Equal(3))
	})

	It("an answer in a sequence has a chance of its own, and keeps its turn until it is given", func() {
		m := newMock()
		m.playScript("", "version: 1\nseed: 7\nrules:\n  - { name: flaky, answers: [{ status: 503, probability: 0.2 }, { status: 409 }] }\n")
		var told []int
		for _, status := range played(m, "a") {
			if status != 200 {
				told = append(told, status)
			}
		}
		Expect(told).To(Equal([]int{503, 409}))
	})

	It("the MES fails now and then, and what it has in its books is what the ERP has (T7)", Label("T3", "T7"), func(ctx SpecContext) {
		m := newMock()
		m.playScript("", "version: 1\nseed: 3\n"+rules)
		s := m.newStation("line-1")
		failures := 0
		for n := range 20 {
			o, err := setOrChange(ctx, s, fmt.Sprint("SN-", n))
			if !act(o, err) {
				failures++
			}
			known := m.live("line-1")
			if s.serial() == "" {
				Expect(known).To(BeEmpty())
			} else {
				Expect(known).To(HaveLen(1))
				Expect(known[0].Serial).To(Equal(s.serial()))
			}
		}
		Expect(failures).To(BeNumerically(">", 0))
		Expect(m.journal("?run=line-1&level=MUST")).To(BeEmpty())
	})
})

func setOrChange(ctx SpecContext, s station, serial string) (sender.Outcome, error) {
	if s.serial() == "" {
		return s.mes.SetSerial(ctx, s.stock, serial)
	}
	return s.mes.ChangeSerial(ctx, s.stock, serial)
}
