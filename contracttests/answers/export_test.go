package answers_test

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/sender"
)

// judged is what erpkit check --json says of one capture.
type judged struct {
	OK                              bool
	Judged, Answers, Flows, Skipped int
	Broken                          int
	Entries                         []struct {
		Kind, Type, Serial string
		OK                 bool
		Findings           []finding
		Answer             *struct {
			Status   int
			Findings []finding
		}
	}
}

// check judges a capture with the program, which must end with this code.
func check(code int, format, path string) judged {
	GinkgoHelper()
	out, _ := ended(code, "check", "--"+format, path, "--json")
	var report struct{ Captures []judged }
	Expect(json.Unmarshal([]byte(out), &report)).To(Succeed(), out)
	Expect(report.Captures).To(HaveLen(1))
	return report.Captures[0]
}

// export writes what a mock recorded into a file, with the program.
func (m mock) export(format string, more ...string) string {
	GinkgoHelper()
	path := filepath.Join(GinkgoT().TempDir(), "exchanges."+format)
	ended(0, append([]string{"export", "--control-url", m.control, "--format", format, "--out", path}, more...)...)
	return path
}

// flow lets a MES build something in a run of the mock, and take it apart.
func (m mock) flow(ctx SpecContext, run string) int {
	GinkgoHelper()
	s := m.newStation(run)
	Expect(act(s.mes.SetSerial(ctx, s.stock, "גיטרה-1"))).To(BeTrue())
	part, err := s.mes.Attach(ctx, s.stock, sender.Part{SKU: "0005", Quantity: "0.012", Serial: "it's \"$HOME\" `x`"})
	Expect(act(part, err)).To(BeTrue())
	Expect(act(s.mes.ChangeSerial(ctx, s.stock, "SN-2"))).To(BeTrue())
	Expect(act(s.mes.Detach(ctx, s.stock, part.Item))).To(BeTrue())
	Expect(act(s.mes.RemoveSerial(ctx, s.stock))).To(BeTrue())
	return 5
}

// What the journal recorded, for other tools.
var _ = Describe("Exports", func() {
	DescribeTable("of right traffic are read again by check, and hold: posts, answers and the flow", func(ctx SpecContext, format string) {
		m := newMock()
		posts := m.flow(ctx, "line-1")
		got := check(0, format, m.export(format))
		Expect(got.OK).To(BeTrue())
		Expect([]int{got.Judged, got.Answers, got.Flows, got.Broken, got.Skipped}).To(Equal([]int{posts, posts, posts, 0, 0}))
		for i, x := range m.journal("") {
			e := got.Entries[i]
			Expect([]string{e.Kind, e.Type, e.Serial}).To(Equal([]string{x.Kind, x.Type, x.Serial}))
			Expect(e.Answer.Status).To(Equal(x.Status))
		}
	}, Entry("HAR", "har"), Entry("JSON lines", "jsonl"))

	DescribeTable("of wrong traffic are judged offline as the mock judged it", func(format string) {
		m := newMock()
		m.post("/device", device("add", "SN-1"))
		m.post("/device", device("remove", "SN-9", "externalId", "ERP-9"))
		m.post("/device", device("add", "SN-2", "oldSerial", "SN-1"))
		m.post("/operation", operation("add", "SN-1", "1", "0", "position", "ten"))
		m.post("/device", "not json")
		got := check(1, format, m.export(format))
		Expect(got.OK).To(BeFalse())
		all := m.journal("")
		Expect(got.Entries).To(HaveLen(len(all)))
		for i, x := range all {
			var found []string
			for _, f := range got.Entries[i].Findings {
				found = append(found, f.Clause)
			}
			Expect(found).To(Equal(clauses(x)), "entry %d", i+1)
			Expect(got.Entries[i].OK).To(Equal(len(found) == 0))
		}
		Expect(got.Broken).To(Equal(4))
	}, Entry("HAR", "har"), Entry("JSON lines", "jsonl"))

	It("as curl lines repeat the posts byte for byte, whatever is in them", func(ctx SpecContext) {
		if _, err := exec.LookPath("curl"); err != nil {
			Skip("there is no curl on this machine")
		}
		m := newMock(harmless("x-station", "station", "x"))
		m.flow(ctx, "line-1")
		m.post("/r/line-1/device?station=4&x=%27", "{\"a\": 'it''s $(id) `id` \\ \t\x00\xff\n", "X-Station", "it's 4")
		before := m.bodies()
		lines, err := os.ReadFile(m.export("curl"))
		Expect(err).NotTo(HaveOccurred())
		m.reset("")
		out, err := exec.CommandContext(ctx, "sh", "-c", string(lines)).CombinedOutput()
		Expect(err).NotTo(HaveOccurred(), string(out))
		Expect(m.bodies()).To(Equal(before))
		last := read[exchange](m, fmt.Sprint("/api/v1/exchanges/", m.last().ID))
		Expect(last.Request.URL).To(Equal("/r/line-1/device?station=4&x=%27"))
		Expect(last.Request.Headers.Get("X-Station")).To(Equal("it's 4"))
	})

	It("as HAR have version, method, URL, body, status and answer of each exchange", func() {
		m := newMock(harmless("station"))
		m.post("/r/a/device?station=4", device("add", "SN-1"))
		text, err := os.ReadFile(m.export("har"))
		Expect(err).NotTo(HaveOccurred())
		var har struct {
			Log struct {
				Version string
				Entries []struct {
					Request struct {
						Method, URL string
						PostData    struct{ MimeType, Text string }
					}
					Response struct {
						Status  int
						Content struct{ Text string }
					}
				}
			}
		}
		Expect(json.Unmarshal(text, &har)).To(Succeed())
		Expect(har.Log.Version).To(Equal("1.2"))
		Expect(har.Log.Entries).To(HaveLen(1))
		e := har.Log.Entries[0]
		Expect(e.Request.Method).To(Equal("POST"))
		Expect(e.Request.URL).To(Equal(m.url + "/r/a/device?station=4"))
		Expect(e.Request.PostData.MimeType).To(Equal("application/json"))
		Expect(e.Request.PostData.Text).To(Equal(string(encoded(device("add", "SN-1")))))
		Expect(e.Response.Status).To(Equal(200))
		Expect(e.Response.Content.Text).To(Equal(`{"externalId":"ERP-DEV-000001"}`))
	})

	DescribeTable("keep secrets in headers and URLs to themselves", func(format string) {
		m := newMock()
		m.post("/device?token=hush-hush", device("add", "SN-1"), "Authorization", "Bearer hush-hush", "X-Api-Key", "hush-hush")
		text, err := os.ReadFile(m.export(format))
		Expect(err).NotTo(HaveOccurred())
		Expect(string(text)).To(ContainSubstring("SN-1"))
		Expect(string(text)).NotTo(ContainSubstring("hush-hush"))
	}, Entry("HAR", "har"), Entry("JSON lines", "jsonl"), Entry("curl lines", "curl"))

	It("can be of one run, or of what broke the contract only", func() {
		m := newMock()
		m.post("/r/a/device", device("add", "SN-1"))
		m.post("/r/b/device", device("add", "SN-2"))
		m.post("/r/b/device", device("remove", "SN-9"))
		Expect(check(0, "jsonl", m.export("jsonl", "--run", "a")).Judged).To(Equal(1))
		wrong := check(1, "har", m.export("har", "--level", "MUST"))
		Expect(wrong.Judged).To(Equal(1))
		Expect(wrong.Entries[0].Serial).To(Equal("SN-9"))
	})

	It("of nothing are not a success: exit code 4, 1 for a run that is not there, 3 for a mock that is not there", func() {
		m := newMock()
		m.post("/r/a/device", device("add", "SN-1"))
		out := filepath.Join(GinkgoT().TempDir(), "out.har")
		ended(4, "export", "--control-url", m.control, "--level", "MUST", "--out", out)
		ended(1, "export", "--control-url", m.control, "--run", "nowhere", "--out", out)
		ended(3, "export", "--control-url", "http://127.0.0.1:1", "--out", out)
		Expect(out).NotTo(BeAnExistingFile())
	})

	It("a HAR of another tool is judged, too: what is not a post of the contract is skipped with its reason", func() {
		body, err := json.Marshal(string(encoded(device("add", "SN-1"))))
		Expect(err).NotTo(HaveOccurred())
		har := `{"log":{"version":"1.2","creator":{"name":"browser","version":"1"},"entries":[
			{"request":{"method":"GET","url":"https://erp.example/login"},"response":{"status":200,"content":{}}},
			{"request":{"method":"POST","url":"https://erp.example/x/device","headers":[{"name":"content-type","value":"application/json"}],
				"postData":{"mimeType":"application/json","text":` + string(body) + `}},
			"response":{"status":201,"content":{"encoding":"base64","text":"eyJleHRlcm5hbElkIjo3fQ=="}}}]}}`
		got := check(1, "har", file("browser.har", har))
		Expect([]int{got.Judged, got.Skipped, got.Broken}).To(Equal([]int{1, 1, 1}))
		Expect(got.Entries[1].Findings).To(BeEmpty(), "the post is right")
		Expect(got.Entries[1].Answer.Findings[0].Clause).To(Equal("E3"), "the id in its answer is a number")
	})

	It("raw posts as they went over the wire are judged with their answers", func() {
		m := newMock()
		body := encoded(device("add", "SN-1"))
		post := fmt.Sprintf("POST /device HTTP/1.1\r\nHost: erp.example\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		wrong := strings.Replace(post, `"serial":"SN-1"`, `"serial":7     `, 1)
		capture := ""
		for _, one := range []string{post, wrong} {
			conn := m.dial()
			_, err := io.WriteString(conn, one)
			Expect(err).NotTo(HaveOccurred())
			answer, err := io.ReadAll(conn)
			Expect(err).NotTo(HaveOccurred())
			capture += one + "\r\n" + string(answer) + "\r\n"
		}
		got := check(1, "raw", file("capture.txt", capture))
		Expect([]int{got.Judged, got.Answers, got.Broken}).To(Equal([]int{2, 2, 1}))
		Expect(got.Entries[0].OK).To(BeTrue())
		Expect(got.Entries[0].Answer.Status).To(Equal(200))
		Expect(got.Entries[1].Findings[0].Clause).To(Equal("D2"))
	})
})

// bodies are those of all posts, byte for byte.
func (m mock) bodies() []string {
	GinkgoHelper()
	var all []string
	for _, x := range m.journal("?limit=1000") {
		all = append(all, string(read[exchange](m, fmt.Sprint("/api/v1/exchanges/", x.ID)).Request.Base64))
	}
	return all
}

// harmless lets a mock show the values of these headers and query members.
func harmless(names ...string) mockerptest.Option {
	return mockerptest.WithConfig(func(c *mockerp.Config) { c.Harmless = names })
}
