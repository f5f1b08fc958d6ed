package answers_test

import (
	"context"
	"strconv"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/target"
)

func itoa(n int) string { return strconv.Itoa(n) }

func atoi(text string) int {
	GinkgoHelper()
	n, err := strconv.Atoi(text)
	Expect(err).NotTo(HaveOccurred())
	return n
}

// understand posts with the reference sender and gives what the MES understands.
func (m mock) understand(ctx context.Context, path string, payload any) sender.Result {
	GinkgoHelper()
	return understood(ctx, m.url+path, payload, sender.Options{Timeout: patience})
}

// short is the patience of a MES that gives up: enough for a post to arrive on a busy machine.
const short = 500 * time.Millisecond

// impatient is understand with a MES that gives up soon.
func (m mock) impatient(ctx context.Context, path string, payload any) sender.Result {
	GinkgoHelper()
	return understood(ctx, m.url+path, payload, sender.Options{Timeout: short})
}

func understood(ctx context.Context, url string, payload any, options sender.Options) sender.Result {
	GinkgoHelper()
	client, err := sender.NewClient(options)
	Expect(err).NotTo(HaveOccurred())
	defer client.Close()
	return client.Post(ctx, url, encoded(payload))
}

// station is a person at a station, with one stock before them.
type station struct {
	mes   *sender.MES
	stock string
}

// newStation sits down at a run of the mock, with a work order that has serials.
func (m mock) newStation(run string) station {
	GinkgoHelper()
	const source = "erp-of-the-spec"
	settings := target.Target{Base: m.url + "/r/" + run}.Settings(source)
	client, err := sender.NewClient(sender.Options{Timeout: patience})
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(client.Close)
	mes, err := sender.NewMES(settings, client)
	Expect(err).NotTo(HaveOccurred())
	order, err := mes.AddWorkOrder(sender.WorkOrder{Number: "NXT-915", SKU: "0007", Source: source, SerialManaged: true})
	Expect(err).NotTo(HaveOccurred())
	session, err := mes.StartSession(order.Number)
	Expect(err).NotTo(HaveOccurred())
	stock, err := mes.NewStock(session.ID)
	Expect(err).NotTo(HaveOccurred())
	return station{mes, stock.ID}
}

// serial is the one that the MES has in its books.
func (s station) serial() string {
	GinkgoHelper()
	stock, found := s.mes.Stock(s.stock)
	Expect(found).To(BeTrue())
	return stock.Serial
}

// act expects the outcome of an act to be known, and tells whether it happened.
func act(o sender.Outcome, err error) bool {
	GinkgoHelper()
	Expect(err).NotTo(HaveOccurred())
	Expect(o.Sent).To(BeTrue(), "nothing was posted: %s", o)
	return o.Done
}
