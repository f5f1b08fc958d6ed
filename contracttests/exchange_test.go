package contracttests_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// One post and its answer (T1 to T8), between the reference sender and what it meets.
var _ = Describe("The exchange", func() {
	It("is a POST of a JSON object with a JSON content type", Label("T1", "MUST"), func(ctx SpecContext) {
		s := newStation(ctx, newMock(), "post").begin(guitarOrder())
		done(s.mes.SetSerial(ctx, s.stock, "SN-1"))
		x := s.exchanges()[0]
		Expect(x.Request.Method).To(Equal(http.MethodPost))
		Expect(x.Request.Header.Get("Content-Type")).To(HavePrefix("application/json"))
		Expect(schemas.Judge(schemas.Device, x.Request.Body)).To(BeEmpty())
	})

	DescribeTable("by its status and body", func(ctx SpecContext, answer string, accepted bool, id, message string) {
		s := newStation(ctx, newMock(scripted("  - { name: said, when: { kind: device }, answer: "+answer+" }\n")), "answer").begin(guitarOrder())
		o, err := s.mes.SetSerial(ctx, s.stock, "SN-1")
		Expect(err).NotTo(HaveOccurred())
		Expect(o.Done).To(Equal(accepted))
		Expect(o.Result.ExternalID).To(Equal(id))
		Expect(o.Result.Message).To(Equal(message))
		stock, _ := s.mes.Stock(s.stock)
		Expect(stock.Serial).To(Equal(map[bool]string{true: "SN-1"}[accepted]), "the books follow what was accepted only (T7)")
		Expect(stock.ExternalID).To(Equal(id))
	},
		Entry("200 with an id", Label("T2", "T4", "MUST"), `{ status: 200, body: { externalId: ERP-1 } }`, true, "ERP-1", ""),
		Entry("201 without a body", Label("T2", "T4", "MUST"), `{ status: 201 }`, true, "", ""),
		Entry("204", Label("T2", "T4", "MUST"), `{ status: 204 }`, true, "", ""),
		Entry("200 that is not JSON", Label("T2", "T4", "MUST"), `{ status: 200, body: OK }`, true, "", ""),
		Entry("200 with a number as id", Label("T4", "E3", "MUST"), `{ status: 200, body: { externalId: 4711 } }`, true, "", ""),
		Entry("200 with an error inside", Label("T2", "T3", "MUST"), `{ status: 200, body: { message: not booked } }`, true, "", ""),
		Entry("302, which is not followed", Label("T2", "MUST"), `{ status: 302, headers: { Location: "/elsewhere" } }`, true, "", ""),
		Entry("399", Label("T2", "MUST"), `{ status: 399 }`, true, "", ""),
		Entry("400 with a message", Label("T3", "T5", "MUST"), `{ status: 400, body: { message: No. } }`, false, "", "No."),
		Entry("409 with an id", Label("T3", "T5", "MUST"), `{ status: 409, body: { externalId: ERP-1, message: No. } }`, false, "", "No."),
		Entry("404 without a body", Label("T3", "T5", "MUST"), `{ status: 404 }`, false, "", ""),
		Entry("500 with HTML", Label("T3", "T5", "E6", "MUST"), `{ status: 500, body: "<html>down</html>" }`, false, "", ""),
	)

	It("never follows a redirect", Label("T2", "MUST"), func(ctx SpecContext) {
		followed := 0
		erp := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/elsewhere" {
				followed++
			}
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}))
		DeferCleanup(erp.Close)
		Expect(newClient().Post(ctx, erp.URL, schemas.DevicePayload{}).Accepted).To(BeTrue())
		Expect(followed).To(BeZero())
	})

	It("that gets no answer is a failure in plain words, and nothing is repeated", Label("T6", "T7", "MUST"), func(ctx SpecContext) {
		for name, hang := range map[string]func(net.Conn){
			"reset": func(c net.Conn) { c.Close() },
			"broken": func(c net.Conn) {
				_, _ = c.Write([]byte("no HTTP\r\n\r\n"))
				c.Close()
			},
		} {
			url, posts := rawERP(hang)
			result := newClient().Post(ctx, url, schemas.DevicePayload{Type: "add"})
			Expect(result.Accepted).To(BeFalse(), name)
			Expect(result.Message).To(BeEmpty(), name)
			Expect(result.Words).NotTo(BeEmpty(), name)
			Expect(posts()).To(Equal(1), name)
		}
	})

	It("that takes too long is a failure, and the books stay as they were", Label("T6", "T7", "MUST"), func(ctx SpecContext) {
		mock := newMock(scripted("  - { name: late, when: { kind: device }, answer: { status: 200, delay: 30s } }\n"))
		s := newStation(ctx, mock, "late").begin(guitarOrder())
		short, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
		defer cancel()
		o, err := s.mes.SetSerial(short, s.stock, "SN-1")
		Expect(err).NotTo(HaveOccurred())
		Expect(o.Done).To(BeFalse())
		Expect(o.Result.Trouble).To(Equal(sender.Timeout))
		stock, _ := s.mes.Stock(s.stock)
		Expect(stock.Serial).To(BeEmpty())
	})

	It("may have members that the contract does not know", Label("T8", "SHOULD"), func(ctx SpecContext) {
		mock := newMock()
		payload := `{"type":"add","workorderNumber":"NXT-915","sku":"0007","serial":"SN-1","plant":"north",
			"workorderId":"8be4d280-0978-11f0-85c4-17a4d49812dc","stockId":"3e8c75d1-3b7b-4416-a525-a4441056e9bf",
			"sessionId":"3e8c75d1-3b7b-4416-a525-a4441056e9b0","workorderExternalId":null}`
		result := newClient().Post(ctx, mock.RunURL("unknown")+"/device", []byte(payload))
		Expect(result.Accepted).To(BeTrue(), result.Words)
		s := &station{mock: mock, run: "unknown"}
		Expect(clausesFound(s)).To(Equal([]string{"T8"}))
		s.expectClean()
	})

	It("is refused by the mock when it breaks the contract, with the clause", Label("T1", "P4", "E5", "E6", "MUST"), func(ctx SpecContext) {
		mock := newMock()
		for body, clause := range map[string]string{`not json`: "T1", `[]`: "T1", `{"type":"add"}`: "D2"} {
			result := newClient().Post(ctx, mock.URL()+"/device", []byte(body))
			Expect(result.Status).To(BeNumerically(">=", 400))
			Expect(result.Message).To(ContainSubstring("(" + clause + ")"))
			Expect(strings.Contains(result.Message, "\n")).To(BeFalse())
		}
	})
})

// rawERP is a server that does something to each connection once the post is there. posts counts them.
func rawERP(answer func(net.Conn)) (url string, posts func() int) {
	GinkgoHelper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	count := make(chan int, 1)
	count <- 0
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if n, _ := conn.Read(make([]byte, 64<<10)); n > 0 {
				count <- <-count + 1
			}
			answer(conn)
		}
	}()
	DeferCleanup(listener.Close)
	return "http://" + listener.Addr().String(), func() int {
		n := <-count
		count <- n
		return n
	}
}
