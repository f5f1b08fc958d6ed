package answers_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/upstream"
	"github.com/erpkit/erpkit/schemas"
)

// before starts a mock that stands before a real ERP.
func before(o upstream.Options) mock {
	GinkgoHelper()
	real, err := upstream.New(o)
	Expect(err).NotTo(HaveOccurred())
	return newMock(mockerptest.WithConfig(func(c *mockerp.Config) { c.Upstream = real }))
}

// realERP is an ERP that a handler plays.
func realERP(handle http.HandlerFunc) string {
	server := httptest.NewServer(handle)
	DeferCleanup(server.Close)
	return server.URL
}

// bareERP answers every post with these bytes. What it got goes to received.
func bareERP(answer string) (url string, received <-chan string) {
	GinkgoHelper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(listener.Close)
	got := make(chan string, 10)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			text := make([]byte, 64<<10)
			n, _ := conn.Read(text) // a short post comes at once
			got <- string(text[:n])
			_, _ = io.WriteString(conn, answer)
			conn.Close()
		}
	}()
	return "http://" + listener.Addr().String(), got
}

// headOf is the status and the header lines of an answer, without those about the connection. The
// words behind the status and the case of names mean nothing in HTTP (RFC 9110, sections 5.1 and 15.1)
// and come from the mock.
func headOf(head string) (status string, lines []string) {
	all := strings.Split(head, "\r\n")
	for _, line := range all[1:] {
		name, value, _ := strings.Cut(line, ":")
		if name = http.CanonicalHeaderKey(name); name != "Connection" {
			lines = append(lines, name+":"+value)
		}
	}
	return strings.Join(strings.Fields(all[0])[:2], " "), lines
}

// A real ERP behind the mock.
var _ = Describe("An upstream", func() {
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	_, _ = io.WriteString(zip, `{"externalId":"R-1"}`) // a buffer takes all
	_ = zip.Close()
	const hebrew = `{"message":"אין מלאי"}`

	DescribeTable("answers, and what it says goes back byte for byte", func(answer string) {
		url, _ := bareERP(answer)
		m := before(upstream.Options{URL: url})
		through := m.onWire("/r/line-4/device", device("add", "SN-1"))
		Expect(through.end).NotTo(HaveOccurred())
		head, body, _ := strings.Cut(answer, "\r\n\r\n")
		Expect(through.body()).To(Equal(body))
		status, headers := headOf(head)
		gotStatus, gotHeaders := headOf(through.head())
		Expect(gotStatus).To(Equal(status))
		Expect(gotHeaders).To(ConsistOf(headers), "nothing is added, and nothing is taken away")
		x := m.last()
		Expect(x.Decision.By).To(Equal("upstream"))
		Expect(read[exchange](m, fmt.Sprint("/api/v1/exchanges/", x.ID)).Answer.Base64).To(BeEquivalentTo(body))
	},
		Entry("JSON with spaces of its own", "HTTP/1.1 201 Created\r\nContent-Length: 26\r\nContent-Type: application/json\r\nX-Erp: 1\r\n\r\n{ \"externalId\" :\t\"R-1\" }\r\n"),
		Entry("without a content type and without a date", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
		Entry("a date and a server of its own", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nServer: Old ERP\r\n\r\n{}"),
		Entry("a header several times", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n{}"),
		Entry("a body that is packed", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "+itoa(packed.Len())+"\r\nContent-Type: application/json\r\n\r\n"+packed.String()),
		Entry("bytes that are not text", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Type: application/json\r\n\r\n\x00\xff\xfe{"),
		Entry("a page with an error", "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 13\r\nContent-Type: text/html\r\n\r\n<html></html>"),
		Entry("a redirect, which is not followed", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /login\r\n\r\n"),
		Entry("no content", "HTTP/1.1 204 No Content\r\nX-Erp: 1\r\n\r\n"),
		Entry("a status that has no name", "HTTP/1.1 299 Booked Later\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"),
		Entry("a message in any script (P5)", Label("P5"), "HTTP/1.1 409 Conflict\r\nContent-Length: "+itoa(len(hebrew))+"\r\nContent-Type: application/json\r\n\r\n"+hebrew),
		Entry("header names in an odd case, which says nothing in HTTP", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-erp-ID: 1\r\n\r\n{}"),
	)

	It("gets the post as it came: body, headers and query, with its own host", func() {
		url, received := bareERP("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
		m := before(upstream.Options{URL: url + "/base"})
		odd := `{ "type":"add",  "quantity":1.50, "note":"שלום <&>" }`
		m.post("/r/line-4/device?station=4&prefer=delay%3D1ms", odd, "X-Station", "four", "Authorization", "Bearer secret")
		var got string
		Expect(received).To(Receive(&got))
		head, body, _ := strings.Cut(got, "\r\n\r\n")
		Expect(body).To(Equal(odd))
		Expect(head).To(HavePrefix("POST /base/device?station=4 HTTP/1.1\r\n"))
		Expect(head).To(ContainSubstring("\r\nHost: " + strings.TrimPrefix(url, "http://")))
		Expect(head).To(ContainSubstring("\r\nX-Station: four"))
		Expect(head).To(ContainSubstring("\r\nAuthorization: Bearer secret"))
		Expect(head).NotTo(ContainSubstring("prefer"), "what was meant for the mock stays with it")
	})

	It("both directions are judged, and nothing that it accepts is refused", func() {
		m := before(upstream.Options{URL: realERP(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			if strings.Contains(string(body), "SN-bad") {
				w.WriteHeader(500)
				fmt.Fprint(w, "<html>NullPointerException</html>")
				return
			}
			fmt.Fprint(w, `{"externalId":4711}`)
		})})
		Expect(m.post("/device", `{"type":"add"}`).status).To(Equal(200))
		x := m.last()
		Expect(clauses(x)).To(ContainElement("D2"))
		Expect(x.Answer.Findings[0].Clause).To(Equal("E3"))
		Expect(m.post("/device", device("add", "SN-bad")).status).To(Equal(500))
		x = m.last()
		Expect(x.Findings).To(BeEmpty())
		Expect(x.Answer.Findings[0].Clause).To(Equal("E6"))
	})

	It("the books follow what it answers, and flows are judged by its ids (F1)", Label("F1", "F2"), func() {
		var n atomic.Int32
		m := before(upstream.Options{URL: realERP(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, `{"externalId":"R-%d"}`, n.Add(1)) })})
		Expect(m.post("/device", device("add", "SN-1")).id()).To(Equal("R-1"))
		Expect(m.live("default")).To(ConsistOf(thing{"device", "R-1", "live", "SN-1"}))
		m.post("/device", device("remove", "SN-1", "externalId", "R-9"))
		Expect(clauses(m.last())).To(Equal([]string{"F1"}))
		Expect(m.live("default")).To(BeEmpty(), "the real ERP took it")
	})

	It("is asked for what the script leaves open: one failure is injected into live traffic (T7, E10)", Label("T3", "T7", "E10"), func(ctx SpecContext) {
		var asked atomic.Int32
		m := before(upstream.Options{URL: realERP(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, `{"externalId":"R-%d"}`, asked.Add(1)) })})
		m.play("", "  - { name: injected, when: { type: update }, times: once, answer: { status: 503, body: { message: injected } } }\n")
		s := m.newStation("line-1")
		Expect(act(s.mes.SetSerial(ctx, s.stock, "SN-1"))).To(BeTrue())
		o, err := s.mes.ChangeSerial(ctx, s.stock, "SN-2")
		Expect(act(o, err)).To(BeFalse())
		Expect(o.Result.Message).To(Equal("injected"))
		Expect(asked.Load()).To(BeEquivalentTo(1), "the real ERP knows nothing of it")
		Expect(act(s.mes.ChangeSerial(ctx, s.stock, "SN-2"))).To(BeTrue())
		Expect(act(s.mes.RemoveSerial(ctx, s.stock))).To(BeTrue())
		Expect(asked.Load()).To(BeEquivalentTo(3))
		var by []string
		for _, x := range m.journal("?run=line-1") {
			by = append(by, x.Decision.By)
		}
		Expect(by).To(Equal([]string{"upstream", "script", "upstream", "upstream"}))
		Expect(m.journal("?run=line-1&level=MUST")).To(BeEmpty())
	})

	It("a fault can be put on its answer: it has booked, and the MES does not hear (T6)", Label("T6", "E7"), func(ctx SpecContext) {
		m := before(upstream.Options{URL: realERP(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"externalId":"R-1"}`) })})
		m.play("", "  - { name: lost, times: once, answer: { fault: reset-before-headers } }\n")
		Expect(m.understand(ctx, "/device", device("add", "SN-1")).Accepted).To(BeFalse())
		x := m.last()
		Expect(x.Decision.By).To(Equal("upstream"))
		Expect(x.Answer.Lost).To(BeTrue())
		Expect(m.live("default")).To(ConsistOf(thing{"device", "R-1", "live", "SN-1"}))
	})

	It("can be one for each kind; the other kinds are the mock's", func() {
		var devices, items atomic.Int32
		m := before(upstream.Options{Kinds: map[schemas.Kind]string{
			schemas.Device:     realERP(func(w http.ResponseWriter, r *http.Request) { devices.Add(1); fmt.Fprint(w, r.URL.Path) }) + "/nextplus/serials",
			schemas.ItemAttach: realERP(func(w http.ResponseWriter, _ *http.Request) { items.Add(1); w.WriteHeader(204) }),
		}})
		Expect(m.post("/", device("add", "SN-1")).body).To(Equal("/nextplus/serials"))
		Expect(m.post("/item-attach", item("add", "SN-1", "0002", "1")).status).To(Equal(204))
		Expect(m.post("/operation", operation("add", "SN-1", "1", "0")).id()).To(Equal("ERP-OPR-000001"))
		Expect([]int32{devices.Load(), items.Load()}).To(Equal([]int32{1, 1}))
	})

	It("that is down is 502 with a message for the station, recorded as such and not booked (T5, E6)", Label("T5", "E6"), func(ctx SpecContext) {
		dead := httptest.NewServer(http.NotFoundHandler())
		dead.Close()
		m := before(upstream.Options{URL: dead.URL})
		got := m.understand(ctx, "/device", device("add", "SN-1"))
		Expect(got.Accepted).To(BeFalse())
		Expect(got.Transcript.Status).To(Equal(http.StatusBadGateway))
		Expect(got.Message).To(ContainSubstring("The ERP at " + strings.TrimPrefix(dead.URL, "http://") + " could not be asked"))
		x := m.last()
		Expect(x.Status).To(Equal(http.StatusBadGateway))
		Expect(x.Decision.By).To(Equal("upstream"))
		Expect(x.Decision.Why).To(Equal(got.Message))
		Expect(x.Booked).To(BeFalse())
		Expect(m.live("default")).To(BeEmpty())
	})

	DescribeTable("that gives no whole answer is 502, and what was wrong is said", func(answer string) {
		url, _ := bareERP(answer)
		m := before(upstream.Options{URL: url})
		got := m.post("/device", device("add", "SN-1"))
		Expect(got.status).To(Equal(http.StatusBadGateway))
		Expect(got.message()).NotTo(BeEmpty())
		Expect(m.last().Booked).To(BeFalse())
	},
		Entry("nothing", ""), Entry("no HTTP", "hello\r\n\r\n"),
		Entry("a body that breaks off", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"externalId\""),
		Entry("headers that break off", "HTTP/1.1 200 OK\r\nContent-Le"),
	)

	It("that takes too long is 504, and the station is told that it may have booked", func() {
		release := make(chan struct{})
		url := realERP(func(http.ResponseWriter, *http.Request) { <-release })
		DeferCleanup(func() { close(release) })
		m := before(upstream.Options{URL: url, Timeout: 4 * soon})
		got := m.post("/device", device("add", "SN-1"))
		Expect(got.status).To(Equal(http.StatusGatewayTimeout))
		Expect(got.message()).To(ContainSubstring("it may have taken the post"))
		Expect(m.last().Decision.By).To(Equal("upstream"))
	})

	It("is given to the program with a flag", func() {
		url := realERP(func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, `{"externalId":"R%s"}`, r.URL.Path) })
		m := serve("--upstream", url, "--upstream-operation", url+"/ops", "--log", "none")
		Expect(m.post("/device", device("add", "SN-1")).id()).To(Equal("R/device"))
		Expect(m.post("/operation", operation("add", "SN-1", "1", "0")).id()).To(Equal("R/ops"))
		m.stop()
	})
})
