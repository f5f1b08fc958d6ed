package answers_test

import (
	"encoding/json"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// sent is one post of a table.
type sent struct {
	path    string
	payload any
	header  []string
}

func to(path string, payload any, header ...string) sent { return sent{path, payload, header} }

func (m mock) send(s sent) heard {
	GinkgoHelper()
	return m.post(s.path, s.payload, s.header...)
}

// Which posts a rule of the script matches.
var _ = Describe("Matching", func() {
	add := func(serial string, more ...any) sent { return to("/device", device("add", serial, more...)) }
	report := func(valid, invalid string) sent { return to("/operation", operation("add", "SN-7", valid, invalid)) }
	attach := func(sku, quantity string) sent { return to("/item-attach", item("add", "SN-7", sku, quantity)) }

	DescribeTable("a rule answers the posts that its conditions name, and leaves the others to the books", func(when string, meant, other sent) {
		m := playing("  - { name: meant, when: " + when + ", answer: { status: 418, body: { message: meant } } }\n")
		Expect(m.send(other).status).NotTo(Equal(418))
		Expect(m.last().Decision.By).To(Equal("books"))
		Expect(m.last().Decision.Rule).To(BeEmpty())
		got := m.send(meant)
		Expect(got.status).To(Equal(418), got.body)
		Expect(got.message()).To(Equal("meant"))
		Expect(m.last().Decision.By).To(Equal("script"))
		Expect(m.last().Decision.Rule).To(Equal("meant"))
	},
		Entry("kind, one word", `{ kind: device }`, add("SN-7"), report("1", "0")),
		Entry("kind, several words", `{ kind: [operation, item-attach] }`, attach("0002", "1"), add("SN-7")),
		Entry("type, one word", `{ type: remove }`, to("/device", device("remove", "SN-7")), add("SN-7")),
		Entry("type, several words", `{ type: [remove, update] }`,
			to("/device", device("update", "SN-8", "oldSerial", "SN-7")), add("SN-7")),
		Entry("a member by its name", `{ members: { serial: SN-7 } }`, add("SN-7"), add("SN-70")),
		Entry("a text member that looks like a number (P1)", Label("P1"), `{ members: { sku: "0007" } }`, add("SN-7"), add("SN-7", "sku", "7")),
		Entry("a text member in any script (P5)", Label("P5"), `{ members: { serial: "גיטרה-7" } }`, add("גיטרה-7"), add("גיטרה-8")),
		Entry("a member inside another by its dotted path", `{ members: { item.sku: "0002" } }`, attach("0002", "1"), attach("0005", "1")),
		Entry("a member that the contract does not know by its JSON pointer (T8)", Label("T8"), `{ members: { /station/id: 4 } }`,
			add("SN-7", "station", payload{"id": 4}), add("SN-7", "station", payload{"id": 5})),
		Entry("a JSON pointer with escapes", `{ members: { /a~1b/c~0d: x } }`,
			add("SN-7", "a/b", payload{"c~d": "x"}), add("SN-7", "a/b", payload{"c~d": "y"})),
		Entry("one of several values", `{ members: { serial: [SN-6, SN-7] } }`, add("SN-7"), add("SN-8")),
		Entry("null (P3)", Label("P3"), `{ members: { workorderExternalId: null } }`, add("SN-7"), add("SN-7", "workorderExternalId", "WO-1")),
		Entry("true", `{ members: { /urgent: true } }`, add("SN-7", "urgent", true), add("SN-7", "urgent", false)),
		Entry("a number by its value, however it is written (P6)", Label("P6"), `{ members: { validQty: 10 } }`, report("1e1", "0"), report("10.5", "0")),
		Entry("a fraction without loss (P6)", Label("P6"), `{ members: { item.quantity: 0.1 } }`,
			attach("0005", "0.10"), attach("0005", "0.1000000000000000055511151231257827")),
		Entry("a pattern", `{ members: { serial: { matches: '^SN-[0-9]+$' } } }`, add("SN-7"), add("SN-7b")),
		Entry("above", `{ members: { invalidQty: { above: 2 } } }`, report("0", "2.5"), report("0", "2")),
		Entry("atLeast", `{ members: { invalidQty: { atLeast: 2 } } }`, report("0", "2"), report("0", "1.9")),
		Entry("below", `{ members: { validQty: { below: 2 } } }`, report("1.9", "0"), report("2", "0")),
		Entry("atMost", `{ members: { validQty: { atMost: 2 } } }`, report("2", "0"), report("2.1", "0")),
		Entry("a range", `{ members: { validQty: { above: 1, atMost: 2 } } }`, report("2", "0"), report("1", "0")),
		Entry("present", `{ members: { /station: { present: true } } }`, add("SN-7", "station", nil), add("SN-7")),
		Entry("absent", `{ kind: device, members: { externalId: { absent: true } } }`,
			add("SN-7"), to("/device", device("remove", "SN-7", "externalId", "ERP-9"))),
		Entry("all of several conditions", `{ kind: operation, type: add, members: { actCode: ASSY, validQty: 1 } }`, report("1", "0"), report("2", "0")),
		Entry("a header, upper and lower case of its name the same", `{ headers: { x-station: "4" } }`,
			to("/device", device("add", "SN-7"), "X-Station", "4"), to("/device", device("add", "SN-7"), "X-Station", "5")),
		Entry("one of several values of a header", `{ headers: { X-Station: ["4", "5"] } }`,
			to("/device", device("add", "SN-7"), "X-Station", "5"), to("/device", device("add", "SN-7"), "X-Station", "6")),
		Entry("a pattern in a header", `{ headers: { User-Agent: { matches: '^Next Plus/3\.' } } }`,
			to("/device", device("add", "SN-7"), "User-Agent", "Next Plus/3.1"), to("/device", device("add", "SN-7"), "User-Agent", "Next Plus/4.0")),
		Entry("a header that must be there", `{ headers: { X-Station: { present: true } } }`, to("/device", device("add", "SN-7"), "X-Station", "4"), add("SN-7")),
		Entry("a header that must not be there", `{ headers: { X-Station: { absent: true } } }`, add("SN-7"), to("/device", device("add", "SN-7"), "X-Station", "4")),
		Entry("the query of the URL", `{ query: { station: "4" } }`,
			to("/device?station=3&station=4", device("add", "SN-7")), to("/device?station=44", device("add", "SN-7"))),
		Entry("a query that must not be there", `{ query: { station: { absent: true } } }`, add("SN-7"), to("/device?station=4", device("add", "SN-7"))),
		Entry("one run", `{ run: line-5 }`, to("/r/line-5/device", device("add", "SN-7")), to("/r/line-6/device", device("add", "SN-7"))),
		Entry("the run of a path that names none", `{ run: default }`, add("SN-7"), to("/r/line-6/device", device("add", "SN-7"))),
		Entry("one of several runs", `{ run: [a, b] }`, to("/r/b/device", device("add", "SN-7")), to("/r/c/device", device("add", "SN-7"))),
		Entry("a pattern of runs", `{ run: { matches: '^test-' } }`, to("/r/test-1/device", device("add", "SN-7")), to("/r/live-1/device", device("add", "SN-7"))),
		Entry("an expression over the payload", `{ kind: operation, where: payload.validQty + payload.invalidQty > 10 }`, report("10", "0.5"), report("10", "0")),
		Entry("an expression over text", `{ where: 'payload.serial startsWith "SN-" and len(payload.serial) == 4' }`, add("SN-7"), add("SN-77")),
		Entry("an expression over a list", `{ where: 'any(get(payload, "tags"), # == "hot")' }`,
			add("SN-7", "tags", []string{"a", "hot"}), add("SN-7", "tags", []string{"a"})),
		Entry("an expression over headers", `{ where: 'header["X-Station"] in ["4", "5"]' }`,
			to("/device", device("add", "SN-7"), "X-Station", "4"), add("SN-7")),
		Entry("an expression over the query", `{ where: 'query["station"] == "4"' }`, to("/device?station=4", device("add", "SN-7")), add("SN-7")),
		Entry("an expression over kind, type and run", `{ where: 'kind == "device" and type == "add" and run == "a"' }`,
			to("/r/a/device", device("add", "SN-7")), add("SN-7")),
		Entry("an expression that cannot be computed for the other post", `{ where: 'payload.validQty > 5' }`, report("6", "0"), add("SN-7")),
	)

	DescribeTable("a rule can be about some of its posts by their number", func(when string, wanted []int) {
		m := playing("  - { name: counted, when: " + when + ", answer: { status: 418 } }\n")
		for range len(wanted) / 2 {
			m.post("/device", device("add", "SN-7"))
			m.post("/operation", operation("add", "SN-7", "1", "0"))
		}
		Expect(statuses(m.journal(""))).To(Equal(wanted))
	},
		Entry("the second of those that it is about", `{ kind: operation, count: 2 }`, []int{200, 200, 200, 418, 200, 200}),
		Entry("a list", `{ kind: operation, count: [1, 3] }`, []int{200, 418, 200, 200, 200, 418}),
		Entry("the second in the run", `{ count: { post: 2 } }`, []int{200, 418, 200, 200, 200, 200}),
		Entry("every third in the run", `{ count: { post: { every: 3 } } }`, []int{200, 200, 418, 200, 200, 418}),
		Entry("from the second on", `{ kind: device, count: { match: { atLeast: 2 } } }`, []int{200, 200, 418, 200, 418, 200}),
		Entry("a range", `{ count: { post: { above: 1, below: 4 } } }`, []int{200, 418, 418, 200, 200, 200}),
		Entry("match and post together", `{ kind: operation, count: { match: { atLeast: 2 }, post: { atMost: 4 } } }`, []int{200, 200, 200, 418, 200, 200}),
		Entry("an expression over the number in the run", `{ where: count.post == 4 }`, []int{200, 200, 200, 418, 200, 200}),
		Entry("an expression over the number of the match", `{ kind: operation, where: count.match == 2 }`, []int{200, 200, 200, 418, 200, 200}),
	)

	It("an expression sees how many things the books know, and which id they would give", func() {
		m := playing("  - { name: full, when: { where: books.size >= 2 }, answer: { status: 507 } }\n" +
			"  - { name: second, when: { where: 'books.id endsWith \"000002\"' }, answer: { status: 201, body: { externalId: second } } }\n")
		Expect(m.post("/device", device("add", "SN-1")).id()).To(Equal("ERP-DEV-000001"))
		Expect(m.post("/device", device("add", "SN-2")).id()).To(Equal("second"))
		Expect(m.post("/device", device("add", "SN-3")).status).To(Equal(507))
		Expect(m.live("default")).To(HaveLen(2))
	})

	It("the first rule that matches and is not used up answers, in the order of the file", func() {
		m := playing(`
  - { name: first, when: { members: { serial: SN-7 } }, times: once, answer: { status: 401 } }
  - { name: second, when: { kind: device }, times: 2, answer: { status: 402 } }
  - { name: third, answer: { status: 403 } }
`)
		for _, serial := range []string{"SN-1", "SN-7", "SN-7", "SN-7", "SN-1"} {
			m.post("/device", device("add", serial))
		}
		var rules []string
		for _, x := range m.journal("") {
			rules = append(rules, x.Decision.Rule)
		}
		Expect(rules).To(Equal([]string{"second", "first", "second", "third", "third"}))
		Expect(statuses(m.journal(""))).To(Equal([]int{402, 401, 402, 403, 403}))
	})

	It("the rules that were never used are listed, in each run and over all", func() {
		m := playing(`
  - { name: blocked, when: { members: { serial: SN-7 } }, times: 2, answer: { status: 409 } }
  - { name: scrap, when: { kind: operation }, answer: { status: 403 } }
  - { name: nobody, when: { run: nowhere }, answer: { status: 410 } }
`)
		Expect(m.script("").NeverUsed).To(Equal([]string{"blocked", "scrap", "nobody"}))
		m.post("/r/a/device", device("add", "SN-7"))
		m.post("/r/b/device", device("add", "SN-7"))
		m.post("/r/b/device", device("add", "SN-7"))
		m.post("/r/b/operation", operation("add", "SN-7", "1", "0"))
		Expect(m.script("a").NeverUsed).To(Equal([]string{"scrap", "nobody"}))
		Expect(m.script("b").NeverUsed).To(Equal([]string{"nobody"}))
		Expect(m.script("b").Rules[0]).To(Equal(use{Rule: "blocked", Line: 4, Used: 2, Limit: 2, UsedUp: true}))
		all := m.script("")
		Expect(all.NeverUsed).To(Equal([]string{"nobody"}))
		Expect(all.Rules[0].Used).To(Equal(3))
	})

	DescribeTable("a rule that can never answer is refused at load with its place, and what was played before stays", func(first, second string) {
		m := playing("  - { name: kept, when: { members: { serial: SN-7 } }, answer: { status: 418 } }\n")
		wrong := m.refusedScript("version: 1\nrules:\n  - { name: wide, when: " + first + ", answer: { status: 409 } }\n" +
			"  - { name: never, when: " + second + ", answer: { status: 410 } }\n")
		Expect(wrong.Problems).To(HaveLen(1))
		Expect(wrong.Problems[0].Line).To(Equal(4))
		Expect(wrong.Problems[0].Column).To(Equal(5))
		Expect(wrong.Problems[0].Message).To(ContainSubstring(`"never" can never answer: "wide" on line 3 comes first`))
		Expect(m.script("").Rules[0].Rule).To(Equal("kept"))
		Expect(m.post("/device", device("add", "SN-7")).status).To(Equal(418))
	},
		Entry("behind one that takes everything", `{}`, `{ kind: device }`),
		Entry("behind the same conditions", `{ kind: device, type: add }`, `{ kind: device, type: add }`),
		Entry("behind a wider list", `{ kind: [device, operation] }`, `{ kind: operation }`),
		Entry("behind a member with more values", `{ members: { serial: [SN-1, SN-2] } }`, `{ type: add, members: { serial: SN-2 } }`),
		Entry("behind a pattern that its value fits", `{ members: { serial: { matches: '^SN-' } } }`, `{ members: { serial: SN-2 } }`),
		Entry("behind a wider range", `{ members: { validQty: { above: 1 } } }`, `{ members: { validQty: { above: 2 } } }`),
		Entry("behind the same header", `{ headers: { X-Station: "4" } }`, `{ headers: { x-station: "4" }, kind: device }`),
		Entry("behind a pattern of runs", `{ run: { matches: '^a' } }`, `{ run: ab }`),
		Entry("behind the same expression", `{ where: payload.validQty > 1 }`, `{ kind: operation, where: payload.validQty > 1 }`),
	)

	DescribeTable("rules that overlap but can each answer are taken", func(first, second string) {
		m := newMock()
		m.play("", "  - { name: a, "+first+", answer: { status: 409 } }\n  - { name: b, "+second+", answer: { status: 410 } }\n")
		Expect(m.script("").NeverUsed).To(HaveLen(2))
	},
		Entry("behind one that is used up", `when: { kind: device }, times: once`, `when: { kind: device }`),
		Entry("behind one that answers by chance", `when: { kind: device }, probability: 0.5`, `when: { kind: device }`),
		Entry("behind one that counts", `when: { kind: device, count: 3 }`, `when: { kind: device }`),
		Entry("behind a narrower one", `when: { members: { serial: SN-7 } }`, `when: { kind: device }`),
	)

	It("every mistake of a script is told at once, each with line and column", func() {
		m := newMock()
		wrong := m.refusedScript(`version: 1
rules:
  - name: a
    when: { knd: device }
    answer: { status: 200 }
  - name: b
    when: { where: payload.validQty + }
    answer: { status: 99 }
`)
		places := [][2]int{}
		for _, p := range wrong.Problems {
			places = append(places, [2]int{p.Line, p.Column})
		}
		Expect(places).To(ConsistOf([2]int{4, 13}, [2]int{7, 37}, [2]int{8, 23}))
		Expect(m.steer("GET", "/api/v1/script", "").status).To(Equal(404), "nothing of it is played")
	})

	It("a payload is matched digit for digit, and the mock keeps it so (P6)", Label("P6"), func() {
		m := playing("  - { name: fine, when: { members: { item.quantity: { above: 0.1 } } }, answer: { status: 418 } }\n")
		Expect(m.post("/item-attach", item("add", "SN-7", "0005", "0.10000000000000000001")).status).To(Equal(418))
		var kept struct {
			Item struct{ Quantity json.RawMessage }
		}
		Expect(json.Unmarshal(m.last().Request.Payload, &kept)).To(Succeed())
		Expect(string(kept.Item.Quantity)).To(Equal("0.10000000000000000001"))
	})
})
