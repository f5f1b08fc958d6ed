package answers_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/schemas"
)

// patience bounds every wait for a condition, so that a spec fails with a sentence instead of hanging.
const patience = 15 * time.Second

// mock is a mock ERP as others see it: by its two doors and by nothing else.
type mock struct{ url, control string }

// newMock starts a mock in this process, for one spec.
func newMock(options ...mockerptest.Option) mock {
	GinkgoHelper()
	started := mockerptest.Start(GinkgoTB(), options...)
	return mock{started.URL(), started.ControlURL()}
}

// playing starts a mock and gives it the rules through the control door.
func playing(rules string, options ...mockerptest.Option) mock {
	GinkgoHelper()
	m := newMock(options...)
	m.play("", rules)
	return m
}

// heard is what a plain HTTP client got.
type heard struct {
	status int
	header http.Header
	body   string
	err    error // there was no whole answer
}

// member is a text member of the body; "" when there is none.
func (h heard) member(name string) string {
	var object map[string]any
	if json.Unmarshal([]byte(h.body), &object) != nil {
		return ""
	}
	text, _ := object[name].(string)
	return text
}

func (h heard) id() string      { return h.member("externalId") }
func (h heard) message() string { return h.member("message") }

// newClient is a plain HTTP client: no keep-alive, redirects, decompression or retries.
func newClient() *http.Client {
	return &http.Client{
		Timeout:       patience,
		Transport:     &http.Transport{DisableKeepAlives: true, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// post sends a payload to a path of the ERP door, with headers as name, value, name, value.
func (m mock) post(path string, payload any, header ...string) heard {
	GinkgoHelper()
	request, err := http.NewRequest(http.MethodPost, m.url+path, bytes.NewReader(encoded(payload)))
	Expect(err).NotTo(HaveOccurred())
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	return do(request)
}

func do(request *http.Request) heard {
	response, err := newClient().Do(request)
	if err != nil {
		return heard{err: err}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return heard{response.StatusCode, response.Header, string(body), err}
}

func encoded(payload any) []byte {
	GinkgoHelper()
	if raw, isRaw := payload.(string); isRaw {
		return []byte(raw)
	}
	body, err := schemas.JSON(payload)
	Expect(err).NotTo(HaveOccurred())
	return body
}

// background sends a post and does not wait for it.
func (m mock) background(path string, payload any, header ...string) <-chan heard {
	GinkgoHelper()
	ended := make(chan heard, 1)
	go func() {
		defer GinkgoRecover()
		ended <- m.post(path, payload, header...)
	}()
	return ended
}

// steer asks the control door.
func (m mock) steer(method, path, body string) heard {
	GinkgoHelper()
	request, err := http.NewRequest(method, m.control+path, strings.NewReader(body))
	Expect(err).NotTo(HaveOccurred())
	return do(request)
}

// read gets a JSON document from the control door.
func read[T any](m mock, path string) T {
	GinkgoHelper()
	var value T
	said := m.steer(http.MethodGet, path, "")
	Expect(said.err).NotTo(HaveOccurred())
	Expect(said.status).To(Equal(http.StatusOK), said.body)
	Expect(json.Unmarshal([]byte(said.body), &value)).To(Succeed(), said.body)
	return value
}

// play gives rules to one run, or to all runs if run is "".
func (m mock) play(run, rules string) {
	GinkgoHelper()
	m.playScript(run, "version: 1\nrules:\n"+rules)
}

func (m mock) playScript(run, text string) {
	GinkgoHelper()
	said := m.steer(http.MethodPut, "/api/v1/script"+queryOf(run), text)
	Expect(said.err).NotTo(HaveOccurred())
	Expect(said.status).To(Equal(http.StatusOK), said.body)
}

func queryOf(run string) string {
	if run == "" {
		return ""
	}
	return "?run=" + run
}

// reset removes the script of a run and empties its books and its journal.
func (m mock) reset(run string) {
	GinkgoHelper()
	said := m.steer(http.MethodPost, "/api/v1/reset"+queryOf(run), "")
	Expect(said.status).To(Equal(http.StatusOK), said.body)
}

// gauge is a number of the metrics.
func (m mock) gauge(name string) float64 {
	GinkgoHelper()
	said := m.steer(http.MethodGet, "/metrics", "")
	_, rest, found := strings.Cut(said.body, "\n"+name+" ")
	Expect(found).To(BeTrue(), "there is no %s in the metrics", name)
	var value float64
	_, err := fmt.Sscan(rest, &value)
	Expect(err).NotTo(HaveOccurred())
	return value
}
