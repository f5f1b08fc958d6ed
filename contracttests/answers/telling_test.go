package answers_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/script"
)

// What a rule answers: status, headers, body, templates.
var _ = Describe("Answers", func() {
	DescribeTable("a status goes out as it was told, and the MES takes it as the contract says", Label("T2", "T3", "MUST"), func(ctx SpecContext, status string, accepted bool) {
		m := playing("  - { name: told, answer: { status: " + status + ", body: { externalId: E-1, message: No. } } }\n")
		got := m.understand(ctx, "/device", device("add", "SN-1"))
		Expect(got.Transcript.Status).To(BeNumerically("==", atoi(status)))
		Expect(got.Accepted).To(Equal(accepted))
		Expect(got.ExternalID).To(Equal(map[bool]string{true: "E-1"}[accepted]))
		Expect(got.Message).To(Equal(map[bool]string{false: "No."}[accepted]))
		Expect(m.live("default")).To(HaveLen(map[bool]int{true: 1}[accepted]), "the books follow what the MES understood")
	},
		Entry("200", "200", true), Entry("201", "201", true), Entry("202", "202", true), Entry("299", "299", true),
		Entry("301", "301", true), Entry("302", "302", true), Entry("399", "399", true),
		Entry("400", "400", false), Entry("401", "401", false), Entry("404", "404", false), Entry("409", "409", false),
		Entry("418", "418", false), Entry("422", "422", false), Entry("499", "499", false), Entry("500", "500", false),
		Entry("503", "503", false), Entry("599", "599", false),
	)

	DescribeTable("a body goes out byte for byte", func(answer, wanted, contentType string) {
		m := playing("  - { name: told, answer: " + answer + " }\n")
		got := m.post("/device", device("add", "SN-1"))
		Expect(got.err).NotTo(HaveOccurred())
		Expect(got.body).To(Equal(wanted))
		Expect(got.header.Get("Content-Type")).To(Equal(contentType))
		Expect(got.header.Get("Content-Length")).To(Equal(itoa(len(wanted))))
		Expect(read[exchange](m, "/api/v1/exchanges/1").Answer.Base64).To(BeEquivalentTo(wanted))
	},
		Entry("an object, in the order of the file", `{ body: { z: 1, a: [true, null, 0.10, "x"], "<b>": { } } }`,
			`{"z":1,"a":[true,null,0.10,"x"],"<b>":{}}`, "application/json"),
		Entry("a list", `{ body: [ 1, two ] }`, `[1,"two"]`, "application/json"),
		Entry("a text", `{ body: "OK\r\n" }`, "OK\r\n", "text/plain; charset=utf-8"),
		Entry("a text in any script (P5)", Label("P5"), `{ status: 409, body: { message: "אין מספיק מלאי 🎸" } }`, `{"message":"אין מספיק מלאי 🎸"}`, "application/json"),
		Entry("an empty object", `{ body: { } }`, `{}`, "application/json"),
		Entry("an empty text", `{ body: "" }`, "", "text/plain; charset=utf-8"),
		Entry("bytes that are not text", `{ base64: "`+base64.StdEncoding.EncodeToString([]byte("\x00\xff\xfe{"))+`" }`, "\x00\xff\xfe{", "application/octet-stream"),
		Entry("a content type of its own", `{ headers: { content-type: text/html }, body: { a: 1 } }`, `{"a":1}`, "text/html"),
		Entry("no body", `{ status: 201 }`, "", ""),
	)

	DescribeTable("a file beside the script is the body", func(name, contentType string) {
		folder := GinkgoT().TempDir()
		page := "<html>\r\n{{ .serial }} \xff\x00 שלום"
		Expect(os.WriteFile(filepath.Join(folder, name), []byte(page), 0o600)).To(Succeed())
		path := filepath.Join(folder, "script.yaml")
		Expect(os.WriteFile(path, []byte("version: 1\nrules:\n  - { name: page, answer: { status: 502, file: "+name+" } }\n"), 0o600)).To(Succeed())
		loaded, err := script.Load(path)
		Expect(err).NotTo(HaveOccurred())
		got := newMock(mockerptest.WithScript(loaded)).post("/device", device("add", "SN-1"))
		Expect(got.status).To(Equal(502))
		Expect(got.body).To(Equal(page), "a file is not a template")
		Expect(got.header.Get("Content-Type")).To(Equal(contentType))
	},
		Entry("a page", "error.html", "text/html; charset=utf-8"),
		Entry("JSON", "answer.json", "application/json"),
		Entry("text", "answer.txt", "text/plain; charset=utf-8"),
		Entry("anything else", "answer.bin", "application/octet-stream"),
	)

	It("a script that came through the control door cannot name files of this machine", func() {
		wrong := newMock().refusedScript("version: 1\nrules:\n  - answer: { file: /etc/hostname }\n")
		Expect(wrong.Problems[0].Message).To(ContainSubstring("only for scripts that are loaded from a file themselves"))
		Expect(wrong.Problems[0].Line).To(Equal(3))
	})

	DescribeTable("a status that has no body gets none", func(status string) {
		got := playing("  - { name: told, answer: { status: "+status+" } }\n").post("/device", device("add", "SN-1"))
		Expect(got.err).NotTo(HaveOccurred())
		Expect(itoa(got.status)).To(Equal(status))
		Expect(got.body).To(BeEmpty())
	}, Entry("204", "204"), Entry("205", "205"), Entry("304", "304"))

	It("headers go out as they were told, templates and all", func() {
		m := playing(`  - { name: told, answer: { status: 503, headers: { Retry-After: "30", X-Serial: "{{ .serial | lower }}", Location: /login } } }` + "\n")
		got := m.post("/device", device("add", "SN-1"))
		Expect(got.header.Get("Retry-After")).To(Equal("30"))
		Expect(got.header.Get("X-Serial")).To(Equal("sn-1"))
		Expect(got.header.Get("Location")).To(Equal("/login"))
		Expect(got.header.Get("Erpkit-Exchange")).To(Equal("1"), "the answer names its exchange in the journal")
	})

	It("a header cannot be split by what is in the post", func() {
		m := playing(`  - { name: told, answer: { headers: { X-Serial: "{{ .serial }}" } } }` + "\n")
		got := m.post("/device", device("add", "SN-1\r\nX-Evil: 1"))
		Expect(got.err).NotTo(HaveOccurred())
		Expect(got.header).NotTo(HaveKey("X-Evil"))
	})

	DescribeTable("a template in an answer", func(template, wanted string) {
		m := playing("  - { name: told, when: { run: a }, answer: { status: 422, body: { message: '" + template + "' } } }\n")
		m.post("/r/b/device", device("add", "SN-0"))
		m.post("/r/a/device", device("add", "SN-0"))
		got := m.post("/r/a/operation?station=4", operation("add", "SN-1", "2", "0.5"), "X-Shift", "late")
		Expect(got.status).To(Equal(422), got.body)
		Expect(got.message()).To(MatchRegexp("^" + wanted + "$"))
	},
		Entry("has the members of the post", `{{ .serial }}: {{ .validQty }} and {{ .invalidQty }}`, `SN-1: 2 and 0\.5`),
		Entry("has a default for a member that may be missing", `{{ get . "oldSerial" | default "none" }}`, `none`),
		Entry("has headers", `{{ get .post.header "X-Shift" }}{{ get .post.header "x-shift" }}{{ get .post.header "X-None" }}`, `latelate`),
		Entry("has the query", `{{ .post.query.station }}`, `4`),
		Entry("has kind, run and number of the post", `{{ .post.kind }} {{ .post.run }} {{ .post.seq }}`, `operation a 2`),
		Entry("has the id that the books would give", `{{ .books.id }}`, `ERP-OPR-000001`),
		Entry("counts", `{{ counter "tickets" }}`, `2`),
		Entry("has the time", `{{ now }}`, `20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z`),
		Entry("has the time in another form", `{{ now "02.01.2006" }}`, `[0-3][0-9]\.[01][0-9]\.20[0-9]{2}`),
		Entry("has a UUID", `{{ uuid }}`, `[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`),
		Entry("has a number from 0 to 1", `{{ random }}`, `0\.[0-9]+(e-[0-9]+)?`),
		Entry("has a die", `{{ randInt 1 6 }}`, `[1-6]`),
		Entry("computes", `{{ add .validQty 40 }} {{ .serial | replace "SN" "No" | upper }}`, `42 NO-1`),
		Entry("decides", `{{ if gt .invalidQty 0 }}scrap{{ else }}good{{ end }}`, `scrap`),
	)

	It("what chance makes in a template is made again by the same seed, and something else by another", func() {
		rules := "rules:\n  - { name: told, answer: { status: 422, body: { message: '{{ uuid }} {{ random }} {{ randInt 1 1000000 }}' } } }\n"
		said := func(seed string) (all []string) {
			m := newMock()
			m.playScript("", "version: 1\nseed: "+seed+"\n"+rules)
			for range 5 {
				all = append(all, m.post("/device", device("add", "SN-1")).message())
			}
			return all
		}
		first := said("7")
		Expect(said("7")).To(Equal(first))
		other := said("8")
		for i := range first {
			Expect(other[i]).NotTo(Equal(first[i]))
			Expect(strings.Join(first[:i], " ")).NotTo(ContainSubstring(first[i]), "each answer has its own")
		}
	})

	It("the id that the books would issue is the one that they know afterwards (F1)", Label("F1"), func() {
		m := playing("  - { name: told, when: { type: add }, answer: { status: 201, body: { externalId: 'X-{{ .books.id }}' } } }\n")
		got := m.post("/device", device("add", "SN-1"))
		Expect(got.id()).To(Equal("X-ERP-DEV-000001"))
		Expect(m.live("default")).To(ConsistOf(thing{"device", "X-ERP-DEV-000001", "live", "SN-1"}))
		Expect(m.post("/device", device("remove", "SN-1", "externalId", "X-ERP-DEV-000001")).status).To(Equal(200))
		Expect(m.last().Findings).To(BeEmpty())
		Expect(m.live("default")).To(BeEmpty())
	})

	It("pass lets the books answer, refuse too, and the journal names the rule", func() {
		m := playing("  - { name: booked, answer: { pass: true, delay: 1ms } }\n")
		Expect(m.post("/device", device("add", "SN-1")).id()).To(Equal("ERP-DEV-000001"))
		x := m.last()
		Expect(x.Decision.By).To(Equal("books"))
		Expect(x.Decision.Rule).To(Equal("booked"))
		Expect(x.Answer.DelayMicros).To(BeEquivalentTo(1000))
		got := m.post("/device", device("remove", "SN-2"))
		Expect(got.status).To(BeNumerically(">=", 400))
		Expect(clauses(m.last())).To(ContainElement("F2"))
		Expect(m.script("default").Rules[0].Used).To(Equal(2))
	})
})
