package answers_test

import (
	"fmt"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// missed is why a rule did not answer, as the journal keeps it.
type missed struct {
	Rule, Reason string
	Line         int
	Differing    []struct{ Member, Wanted, Got string }
}

// misses are the rules that did not answer one exchange, the nearest first.
func (m mock) misses(id uint64) []missed {
	GinkgoHelper()
	return read[struct{ Decision struct{ Missed []missed } }](m, fmt.Sprint("/api/v1/exchanges/", id)).Decision.Missed
}

func names(list []missed) (all []string) {
	for _, one := range list {
		all = append(all, one.Rule)
	}
	return all
}

// Why the rules before the one that answered did not.
var _ = Describe("Near-misses", func() {
	It("the journal keeps the nearest rule first, and only the members that differ", func() {
		m := playing(`
  - { name: scrap, when: { kind: operation, members: { invalidQty: { above: 0 } } }, answer: { status: 403 } }
  - { name: blocked, when: { kind: device, type: add, members: { serial: SN-7, sku: "0007" } }, answer: { status: 409 } }
  - { name: removed, when: { kind: device, type: remove }, answer: { status: 404 } }
`)
		Expect(m.post("/device", device("add", "SN-8")).status).To(Equal(200))
		got := m.misses(1)
		Expect(names(got)).To(Equal([]string{"blocked", "removed", "scrap"}))
		Expect(got[0].Line).To(Equal(5))
		Expect(got[0].Differing).To(HaveLen(1))
		Expect(got[0].Differing[0].Member).To(Equal("serial"))
		Expect(got[0].Differing[0].Wanted).To(ContainSubstring("SN-7"))
		Expect(got[0].Differing[0].Got).To(ContainSubstring("SN-8"))
		Expect(got[0].Reason).To(ContainSubstring("serial"))
		Expect(got[1].Differing[0].Member).To(Equal("type"))
	})

	It("of a post that was answered by a rule, those before it are told and those behind it are not", func() {
		m := playing(`
  - { name: a, when: { members: { serial: SN-7 } }, answer: { status: 401 } }
  - { name: b, when: { kind: device }, answer: { status: 402 } }
  - { name: c, when: { kind: operation }, answer: { status: 403 } }
`)
		m.post("/device", device("add", "SN-1"))
		Expect(names(m.misses(1))).To(Equal([]string{"a"}))
		m.post("/device", device("add", "SN-7"))
		Expect(m.misses(2)).To(BeEmpty(), "the first rule answered")
	})

	DescribeTable("a rule that is about the post and let it pass says why", func(rule, reason string) {
		m := newMock()
		m.playScript("", "version: 1\nseed: 7\nrules:\n  - { name: told, "+rule+", answer: { status: 418 } }\n")
		for m.post("/device", device("add", "SN-1")).status == 418 {
		}
		x := m.last()
		got := m.misses(x.ID)
		Expect(names(got)).To(Equal([]string{"told"}))
		Expect(got[0].Differing).To(BeEmpty())
		Expect(got[0].Reason).To(ContainSubstring(reason))
	},
		Entry("it is used up", `times: 2`, "it is used up: it has answered its 2 posts"),
		Entry("its count", `when: { count: 5 }`, "its count let the post pass: it was match 1, wanted: 5"),
		Entry("its chance, with the seed", `probability: 0.3`, "its probability let the post pass (seed 7)"),
	)

	DescribeTable("a condition that is not on the payload is named", func(when, member, got string) {
		m := playing("  - { name: told, when: " + when + ", answer: { status: 418 } }\n")
		m.post("/r/b/device?station=5", device("add", "SN-1"), "X-Station", "5")
		miss := m.misses(1)
		Expect(names(miss)).To(Equal([]string{"told"}))
		Expect(miss[0].Differing[0].Member).To(Equal(member))
		Expect(miss[0].Differing[0].Got).To(ContainSubstring(got))
	},
		Entry("a header", `{ headers: { X-Station: "4" } }`, "header X-Station", "5"),
		Entry("the query", `{ query: { station: "4" } }`, "query station", "5"),
		Entry("the run", `{ run: a }`, "run", "b"),
		Entry("the number in the run", `{ count: { post: 2 } }`, "count.post", "1"),
		Entry("an expression that is false", `{ where: 'payload.serial == "SN-2"' }`, "where", "false"),
		Entry("an expression that cannot be computed", `{ where: payload.validQty > 1 }`, "where", "error"),
	)

	It("they are kept in the journal on disk", func() {
		path := filepath.Join(GinkgoT().TempDir(), "erp.journal")
		first := serve("--journal", path, "--log", "none")
		first.play("", "  - { name: blocked, when: { members: { serial: SN-7 } }, answer: { status: 409 } }\n")
		first.post("/device", device("add", "SN-8"))
		before := first.misses(1)
		Expect(names(before)).To(Equal([]string{"blocked"}))
		first.kill()
		second := serve("--journal", path, "--log", "none")
		Expect(second.misses(1)).To(Equal(before))
		second.stop()
	})
})
