package answers_test

import (
	"encoding/json"
	"net/http"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
)

// verdict is what the mock says of a file of expectations.
type verdict struct {
	OK      bool
	Verdict string
	Why     string
	Dropped int
	Items   []struct {
		Name, Verdict, Wanted, Got, Missing string
		Line                                int
		Nearest                             *struct {
			Exchange int
			Differs  []struct{ Member, Wanted, Got string }
		}
	}
}

// expects checks a run against expectations, through the control door.
func (m mock) expects(query, list string) verdict {
	GinkgoHelper()
	said := m.steer(http.MethodPost, "/api/v1/expectations"+query, "version: 1\nexpectations:\n"+list)
	Expect(said.status).To(Equal(http.StatusOK), said.body)
	var v verdict
	Expect(json.Unmarshal([]byte(said.body), &v)).To(Succeed())
	return v
}

// keeping is a journal that keeps only so many exchanges.
func keeping(exchanges int) mockerptest.Option {
	return mockerptest.WithConfig(func(c *mockerp.Config) { c.Journal = journal.NewMemory(exchanges, 64<<20) })
}

// Assertions on what a run received, for teams that test their own sender.
var _ = Describe("Expectations", func() {
	const scripted = `
  - { name: blocked, when: { members: { serial: SN-7 } }, answer: { status: 409, body: { message: blocked } } }
  - { name: lost, when: { members: { serial: SN-8 } }, answer: { fault: empty } }
`
	// shop is a run that received a few posts.
	shop := func() mock {
		GinkgoHelper()
		m := playing(scripted)
		m.post("/device", device("add", "SN-1"))
		m.post("/device", device("add", "SN-2"))
		m.post("/item-attach", item("add", "SN-1", "0002", "1", "externalId", "ERP-DEV-000001"))
		m.post("/device", device("add", "SN-7"))
		m.post("/device", device("add", "SN-8"))
		return m
	}

	DescribeTable("hold and fail as they say", func(holds, fails string) {
		m := shop()
		good := m.expects("", "  - "+holds+"\n")
		Expect(good.OK).To(BeTrue(), "%+v", good)
		Expect(good.Verdict).To(Equal("holds"))
		bad := m.expects("", "  - "+fails+"\n")
		Expect(bad.OK).To(BeFalse(), "%+v", bad)
		Expect(bad.Verdict).To(Equal("fails"))
		Expect(bad.Items[0].Got).NotTo(BeEmpty())
	},
		Entry("a count", `{ post: { kind: device }, count: 4 }`, `{ post: { kind: device }, count: 3 }`),
		Entry("none at all", `{ post: { kind: operation }, count: 0 }`, `{ post: { kind: item-attach }, count: 0 }`),
		Entry("at least", `{ post: { type: add }, atLeast: 5 }`, `{ post: { type: add }, atLeast: 6 }`),
		Entry("at most", `{ post: { type: add }, atMost: 5 }`, `{ post: { type: add }, atMost: 4 }`),
		Entry("members", `{ post: { members: { serial: { matches: '^SN-[12]$' }, sku: "0007" } }, count: 3 }`, `{ post: { members: { serial: SN-1, sku: "7" } }, atLeast: 1 }`),
		Entry("the nth post and what it has", `{ post: { kind: device }, nth: 2, has: { members: { serial: SN-2 } } }`, `{ post: { kind: device }, nth: 1, has: { members: { serial: SN-2 } } }`),
		Entry("an order", `{ order: [{ kind: device }, { kind: item-attach }, { members: { serial: SN-7 } }] }`, `{ order: [{ kind: item-attach }, { members: { serial: SN-2 } }] }`),
		Entry("what was accepted", `{ post: { answered: accepted }, count: 3 }`, `{ post: { answered: accepted }, count: 5 }`),
		Entry("what was refused", `{ post: { answered: refused }, count: 1 }`, `{ post: { answered: refused }, count: 0 }`),
		Entry("what was lost", `{ post: { answered: lost }, count: 1 }`, `{ post: { answered: lost }, count: 0 }`),
		Entry("a status", `{ post: { answered: 409 }, count: 1 }`, `{ post: { answered: 5xx }, count: 1 }`),
		Entry("no findings", `{ findings: none, levels: [MUST, SHOULD] }`, `{ findings: none, in: { kind: operation } }`),
		Entry("all rules of the script used", `{ scriptRules: allUsed }`, `{ post: {}, count: 1 }`),
	)

	It("a rule of the script that was never used is told by name and line", func() {
		m := playing(scripted)
		m.post("/device", device("add", "SN-7"))
		v := m.expects("", "  - { scriptRules: allUsed }\n")
		Expect(v.OK).To(BeFalse())
		Expect(v.Items[0].Got).To(Equal("1 of 2 rules"))
		Expect(v.Items[0].Missing).To(ContainSubstring(`"lost" (line 5)`))
	})

	It("a finding makes `findings: none` fail, and the exchange is named", Label("F2"), func() {
		m := shop()
		m.post("/device", device("remove", "SN-9"))
		v := m.expects("", "  - { findings: none, clauses: [F2] }\n")
		Expect(v.OK).To(BeFalse())
		Expect(v.Items[0].Got).To(And(ContainSubstring("F2"), ContainSubstring("6")))
	})

	It("what is missing is told with the nearest exchange, and only with what differs in it", func() {
		v := shop().expects("", "  - { name: the pick-up, post: { kind: item-attach, members: { serial: SN-1, item.sku: \"0003\" } }, count: 1 }\n")
		Expect(v.OK).To(BeFalse())
		got := v.Items[0]
		Expect(got.Name).To(Equal("the pick-up"))
		Expect(got.Line).To(Equal(3))
		Expect(got.Missing).NotTo(BeEmpty())
		Expect(got.Nearest).NotTo(BeNil())
		Expect(got.Nearest.Exchange).To(Equal(3))
		Expect(got.Nearest.Differs).To(HaveLen(1))
		Expect(got.Nearest.Differs[0].Member).To(Equal("item.sku"))
		Expect(got.Nearest.Differs[0].Wanted).To(ContainSubstring("0003"))
		Expect(got.Nearest.Differs[0].Got).To(ContainSubstring("0002"))
	})

	It("all of them are told, those that hold too", func() {
		v := shop().expects("", "  - { post: { kind: device }, count: 4 }\n  - { post: { kind: device }, count: 5 }\n  - { post: { kind: operation }, count: 0 }\n")
		var words []string
		for _, i := range v.Items {
			words = append(words, i.Verdict)
		}
		Expect(words).To(Equal([]string{"holds", "fails", "holds"}))
	})

	It("nobody vouches for a run of which exchanges were dropped", func() {
		m := newMock(keeping(3))
		for _, serial := range []string{"SN-1", "SN-2", "SN-3", "SN-4"} {
			m.post("/r/a/device", device("add", serial))
		}
		v := m.expects("?run=a", "  - { post: { kind: operation }, count: 0 }\n")
		Expect(v.OK).To(BeFalse())
		Expect(v.Verdict).To(Equal("cannot-tell"))
		Expect(v.Dropped).To(Equal(1))
		Expect(v.Why).To(ContainSubstring("nobody can vouch for the run"))
		Expect(v.Items[0].Verdict).To(Equal("cannot-tell"))
	})

	It("are waited for, and hold when what is missing has come", func() {
		m := newMock()
		ended := make(chan verdict, 1)
		go func() {
			defer GinkgoRecover()
			ended <- m.expects("?wait=10s", "  - { post: { members: { serial: SN-2 } }, count: 1 }\n")
		}()
		m.post("/device", device("add", "SN-1"))
		Consistently(ended).WithTimeout(soon).ShouldNot(Receive())
		m.post("/device", device("add", "SN-2"))
		var v verdict
		Eventually(ended).WithTimeout(patience).Should(Receive(&v))
		Expect(v.OK).To(BeTrue())
	})

	It("are about one run, and a run that nobody knows is refused", func() {
		m := newMock()
		m.post("/r/line-4/device", device("add", "SN-1"))
		Expect(m.expects("?run=line-4", "  - { post: { kind: device }, count: 1 }\n").OK).To(BeTrue())
		Expect(m.expects("", "  - { post: { kind: device }, count: 1 }\n").OK).To(BeFalse(), "nothing was posted to no run in particular")
		said := m.steer(http.MethodPost, "/api/v1/expectations?run=lin-4", "version: 1\nexpectations:\n  - { post: { kind: device }, count: 0 }\n")
		Expect(said.status).To(Equal(http.StatusNotFound))
		Expect(said.message()).To(ContainSubstring("did you mean line-4?"))
	})

	DescribeTable("that are wrong are refused with line and column, and vouch for nothing", func(list string, line, column int) {
		said := newMock().steer(http.MethodPost, "/api/v1/expectations", "version: 1\nexpectations:\n"+list)
		Expect(said.status).To(Equal(http.StatusUnprocessableEntity), said.body)
		var wrong problems
		Expect(json.Unmarshal([]byte(said.body), &wrong)).To(Succeed())
		Expect(wrong.Problems[0].Line).To(Equal(line))
		Expect(wrong.Problems[0].Column).To(Equal(column))
	},
		Entry("a word that is misspelt", "  - { post: { knd: device }, count: 1 }\n", 3, 15),
		Entry("a count below 0", "  - { post: { kind: device }, count: -1 }\n", 3, 38),
		Entry("nothing that could fail", "  - { name: a, post: { kind: device } }\n", 3, 5),
	)

	It("a MES team tests its own sender with them (T7, F1)", Label("T7", "F1"), func(ctx SpecContext) {
		m := playing("  - { name: refused, when: { kind: device, type: update }, times: once, answer: { status: 409, body: { message: No. } } }\n")
		s := m.newStation("ci")
		Expect(act(s.mes.SetSerial(ctx, s.stock, "SN-1"))).To(BeTrue())
		Expect(act(s.mes.ChangeSerial(ctx, s.stock, "SN-2"))).To(BeFalse())
		Expect(act(s.mes.RemoveSerial(ctx, s.stock))).To(BeTrue())
		Expect(m.expects("?run=ci", `
  - name: the serial was set, not changed, and removed under its old name
    order: [{ type: add, members: { serial: SN-1 } }, { type: update, answered: refused }, { type: remove, members: { serial: SN-1, externalId: ERP-DEV-000001 } }]
  - { post: { type: update }, count: 1 }
  - { findings: none }
  - { scriptRules: allUsed }
`).OK).To(BeTrue())
	})

	DescribeTable("by the program, with an exit code for CI", func(code int, list, words string) {
		m := shop()
		out, told := ended(code, "expect", "--control-url", m.control, file("expectations.yaml", "version: 1\nexpectations:\n"+list))
		Expect(out + told).To(ContainSubstring(words))
	},
		Entry("0 when all hold", 0, "  - { post: { kind: device }, count: 4 }\n", "1 of 1 expectation passed"),
		Entry("1 when one fails", 1, "  - { post: { kind: device }, count: 4 }\n  - { post: { kind: operation }, atLeast: 1 }\n", "missing"),
		Entry("2 when the file is wrong", 2, "  - { post: { knd: device }, count: 4 }\n", "expectations.yaml:3:15"),
		Entry("4 when there is nothing to expect", 4, "  []\n", "no expectation"),
	)

	It("by the program: 1 when nobody can tell, 3 when the mock is not there", func() {
		m := newMock(keeping(1))
		m.post("/device", device("add", "SN-1"))
		m.post("/device", device("add", "SN-2"))
		path := file("expectations.yaml", "version: 1\nexpectations:\n  - { post: { kind: operation }, count: 0 }\n")
		out, _ := ended(1, "expect", "--control-url", m.control, path)
		Expect(strings.Contains(out, "nobody can vouch for the run")).To(BeTrue(), out)
		ended(3, "expect", "--control-url", "http://127.0.0.1:1", path)
	})
})
