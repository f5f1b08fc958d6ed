package answers_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// wire is what came back over a plain connection, and how that ended.
type wire struct {
	raw string
	end error
}

func (w wire) head() string { head, _, _ := strings.Cut(w.raw, "\r\n\r\n"); return head }
func (w wire) body() string { _, body, _ := strings.Cut(w.raw, "\r\n\r\n"); return body }

// length is the Content-Length of the answer.
func (w wire) length() int {
	GinkgoHelper()
	_, rest, found := strings.Cut(w.head()+"\r\n", "Content-Length: ")
	Expect(found).To(BeTrue(), w.raw)
	text, _, _ := strings.Cut(rest, "\r\n")
	n, err := strconv.Atoi(text)
	Expect(err).NotTo(HaveOccurred())
	return n
}

// dial opens a connection to the ERP door, for one spec.
func (m mock) dial() net.Conn {
	GinkgoHelper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(m.url, "http://"))
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { _ = conn.Close() }) // it may be closed already
	Expect(conn.SetDeadline(time.Now().Add(patience))).To(Succeed())
	return conn
}

func writePost(conn net.Conn, path string, payload any) {
	GinkgoHelper()
	body := encoded(payload)
	_, err := fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: mock\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", path, len(body), body)
	Expect(err).NotTo(HaveOccurred())
}

func (m mock) onWire(path string, payload any) wire {
	GinkgoHelper()
	conn := m.dial()
	writePost(conn, path, payload)
	raw, err := io.ReadAll(conn)
	return wire{string(raw), err}
}

// faultKinds are all faults, as the published schema of scripts lists them.
func faultKinds() []string {
	GinkgoHelper()
	schema := read[struct {
		Defs map[string]struct{ Enum []string } `json:"$defs"`
	}](newMock(), "/api/v1/schemas/script.schema.json")
	return schema.Defs["faultKind"].Enum
}

// What each fault does to the connection.
var _ = Describe("Faults on the wire", func() {
	const body = `{"externalId":"E-123456789"}`
	wasReset := func(w wire) {
		GinkgoHelper()
		Expect(errors.Is(w.end, syscall.ECONNRESET)).To(BeTrue(), "it ended with %v", w.end)
	}
	wasClosed := func(w wire) { GinkgoHelper(); Expect(w.end).NotTo(HaveOccurred()) }
	kinds := map[string]func(wire){
		"reset-before-headers": func(w wire) { wasReset(w); Expect(w.raw).To(BeEmpty()) },
		"reset-in-headers": func(w wire) {
			wasReset(w)
			Expect(w.raw).To(HavePrefix("HTTP/1.1 201 "))
			Expect(w.raw).NotTo(ContainSubstring("\r\n\r\n"))
		},
		"reset-after-headers": func(w wire) {
			wasReset(w)
			Expect(w.raw).To(HaveSuffix("\r\n\r\n"))
			Expect(w.length()).To(Equal(len(body)))
		},
		"reset-in-body": func(w wire) {
			wasReset(w)
			Expect(w.body()).NotTo(BeEmpty())
			Expect(body).To(HavePrefix(w.body()))
			Expect(len(w.body())).To(BeNumerically("<", len(body)))
		},
		"empty": func(w wire) { wasClosed(w); Expect(w.raw).To(BeEmpty()) },
		"truncated-json": func(w wire) {
			wasClosed(w)
			Expect(w.length()).To(Equal(len(w.body())), "it is right HTTP")
			Expect(body).To(HavePrefix(w.body()))
			Expect(json.Valid([]byte(w.body()))).To(BeFalse())
		},
		"wrong-length": func(w wire) { wasClosed(w); Expect(w.length()).To(BeNumerically(">", len(w.body()))) },
		"garbage": func(w wire) {
			Expect(w.raw).NotTo(BeEmpty())
			Expect(w.raw).NotTo(HavePrefix("HTTP/"))
		},
		"drip": func(w wire) {
			wasClosed(w)
			Expect(w.head()).To(HavePrefix("HTTP/1.1 201 "))
			Expect(w.body()).To(Equal(body))
		},
	}

	for kind, look := range kinds {
		setting := kind
		if kind == "drip" {
			setting = "{ kind: drip, bytesPerSecond: 100000 }"
		}
		It(kind+" is what its name says", func() {
			m := playing("  - { name: spoiled, answer: { status: 201, body: { externalId: E-123456789 }, fault: " + setting + " } }\n")
			look(m.onWire("/device", device("add", "SN-1")))
			x := m.last()
			Expect(x.Answer.Fault).To(Equal(kind))
			Expect(x.Decision.Rule).To(Equal("spoiled"))
			Eventually(func() float64 { return m.gauge("erpkit_connections") }).WithTimeout(patience).Should(BeZero(), "no connection is left behind")
		})
	}

	It("timeout takes the post, never answers, and ends when the sender hangs up", func() {
		m := playing("  - { name: silent, answer: { fault: timeout } }\n")
		conn := m.dial()
		writePost(conn, "/device", device("add", "SN-1"))
		Expect(m.received(1, "")[0].Answer.Fault).To(Equal("timeout"))
		Expect(conn.SetReadDeadline(time.Now().Add(soon))).To(Succeed())
		_, err := conn.Read(make([]byte, 1))
		Expect(errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.EOF)).To(BeFalse(), "the connection stays open, but got %v", err)
		Expect(m.gauge("erpkit_connections")).To(BeEquivalentTo(1))
		Expect(conn.Close()).To(Succeed())
		Eventually(func() float64 { return m.gauge("erpkit_connections") }).WithTimeout(patience).Should(BeZero())
	})

	It("all faults of the published schema are among these", func() {
		known := []string{"timeout"}
		for kind := range kinds {
			known = append(known, kind)
		}
		Expect(faultKinds()).To(ConsistOf(known))
	})

	DescribeTable("what makes no sense is refused at load with its place", func(answer, words string) {
		wrong := newMock().refusedScript("version: 1\nrules:\n  - { name: a, answer: " + answer + " }\n")
		Expect(wrong.Problems[0].Line).To(Equal(3))
		Expect(wrong.Problems[0].Message).To(ContainSubstring(words))
	},
		Entry("a fault that there is not", `{ fault: explode }`, "explode"),
		Entry("half of a body that is not there", `{ status: 200, fault: truncated-json }`, "cuts a body in half"),
		Entry("commit without anything that is lost", `{ status: 200, commit: true }`, "needs a fault or down"),
		Entry("a speed for what is not a drip", `{ fault: { kind: empty, bytesPerSecond: 5 } }`, "speed of a drip"),
	)
})
