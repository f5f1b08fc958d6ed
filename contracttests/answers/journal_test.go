package answers_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func newFile() string { return filepath.Join(GinkgoT().TempDir(), "erp.journal") }

// keep starts the program with its journal in a file.
func keep(path string, more ...string) served {
	GinkgoHelper()
	return serve(append([]string{"--journal", path, "--log", "none"}, more...)...)
}

// The journal in a file, seen from outside: the program is stopped, killed and started again.
var _ = Describe("The durable journal", func() {
	DescribeTable("after a restart ids keep counting, flows go on, and nothing is forgotten (F1, F2)", Label("F1", "F2"), func(end func(served), flags ...string) {
		path := newFile()
		first := keep(path, flags...)
		id := first.post("/r/line-4/device", device("add", "SN-1")).id()
		Expect(id).To(Equal("ERP-DEV-000001"))
		part := first.post("/r/line-4/item-attach", item("add", "SN-1", "0005", "0.1", "externalId", id)).id()
		first.post("/device", device("add", "SN-1"))
		first.post("/device", `{"type":"add"}`)
		before, things := first.journal(""), first.live("line-4")
		end(first)

		second := keep(path, flags...)
		Expect(second.journal("")).To(Equal(before), "the journal is what it was")
		Expect(second.live("line-4")).To(Equal(things), "the books are made from it again")
		Expect(second.post("/r/line-4/device", device("add", "SN-2")).id()).To(Equal("ERP-DEV-000002"), "no id is given twice")
		taken := second.post("/r/line-4/item-attach", item("remove", "SN-1", "0005", "0.1", "externalId", id,
			"item", payload{"sku": "0005", "quantity": 0.1, "externalId": part}))
		Expect(taken.status).To(Equal(200), taken.body)
		Expect(second.post("/r/line-4/device", device("remove", "SN-1", "externalId", id)).status).To(Equal(200))
		Expect(second.journal("?run=line-4&level=MUST")).To(BeEmpty())
		Expect(second.last().ID).To(BeEquivalentTo(len(before)+3), "exchanges are numbered on")
		second.stop()
	},
		Entry("stopped", served.stop),
		Entry("killed", served.kill),
		Entry("stopped, against power cuts too", served.stop, "--journal-sync", "full"),
		Entry("killed, against power cuts too", served.kill, "--journal-sync", "full"),
	)

	It("kills under load lose no exchange whose answer the sender got, and no number and no id is given twice", func() {
		const kills, posts = 3, 120
		path := newFile()
		answered := map[string]string{}
		for n := range kills {
			m := keep(path, "--journal-sync", "full") // a slow commit, so that an answer could overtake it
			for number, id := range loadUntilKilled(m, fmt.Sprint(n), posts) {
				Expect(answered).NotTo(HaveKey(number))
				answered[number] = id
			}
		}
		again := keep(path)
		Expect(len(answered)).To(BeNumerically(">=", kills*posts))
		kept, ids := map[string]string{}, map[string]bool{}
		for after := ""; ; {
			page := read[struct {
				Exchanges []exchange
				Next      *uint64
			}](again.mock, "/api/v1/exchanges?limit=1000"+after)
			for _, x := range page.Exchanges {
				kept[fmt.Sprint(x.ID)], ids[x.Answer.ExternalID] = x.Answer.ExternalID, true
			}
			if page.Next == nil {
				break
			}
			after = fmt.Sprint("&after=", *page.Next)
		}
		for number, id := range answered {
			Expect(kept).To(HaveKeyWithValue(number, id))
		}
		Expect(ids).To(HaveLen(len(kept)))
		again.stop()
	})

	It("a reset is remembered over a restart, too", func() {
		path := newFile()
		first := keep(path)
		first.post("/r/a/device", device("add", "SN-1"))
		first.post("/r/b/device", device("add", "SN-1"))
		first.reset("a")
		first.kill()
		second := keep(path)
		Expect(second.journal("?run=b")).To(HaveLen(1))
		Expect(second.journal("")).To(HaveLen(1))
		Expect(second.post("/r/a/device", device("add", "SN-1")).id()).To(Equal("ERP-DEV-000001"))
		Expect(second.post("/r/b/device", device("add", "SN-2")).id()).To(Equal("ERP-DEV-000002"))
		second.stop()
	})

	It("what the sender never heard of is known after a restart: pressing again books nothing twice (T6, E7)", Label("T6", "E7"), func(ctx SpecContext) {
		path := newFile()
		first := keep(path)
		Expect(first.understand(ctx, "/device?prefer=fault=empty,commit", device("add", "SN-1")).Accepted).To(BeFalse())
		first.kill()
		second := keep(path)
		Expect(second.understand(ctx, "/device", device("add", "SN-2")).ExternalID).To(Equal("ERP-DEV-000002"))
		Expect(second.understand(ctx, "/device", device("add", "SN-1")).ExternalID).To(Equal("ERP-DEV-000001"))
		Expect(second.live("default")).To(HaveLen(2))
		Expect(second.journal("?level=MUST")).To(BeEmpty())
		second.stop()
	})

	It("a second process on the same file is refused with a sentence, and the first goes on", func() {
		path := newFile()
		m := keep(path)
		m.post("/device", device("add", "SN-1"))
		_, told := ended(2, "serve", "--addr", "127.0.0.1:0", "--control-addr", "127.0.0.1:0", "--journal", path)
		Expect(told).To(ContainSubstring("the journal " + path + " could not be opened: it is in use"))
		Expect(told).To(ContainSubstring("end the other one or name another file"))
		Expect(m.post("/device", device("add", "SN-2")).id()).To(Equal("ERP-DEV-000002"))
		m.stop()
		keep(path).stop()
	})

	DescribeTable("what is not a whole journal is refused with a sentence, and left byte for byte as it was", func(words string, change func([]byte) []byte) {
		path := newFile()
		m := keep(path)
		for n := range 40 {
			m.post("/device", device("add", fmt.Sprint("SN-", n)))
		}
		m.stop()
		content, err := os.ReadFile(path)
		Expect(err).NotTo(HaveOccurred())
		damaged := change(content)
		Expect(os.WriteFile(path, damaged, 0o600)).To(Succeed())
		_, told := ended(2, "serve", "--addr", "127.0.0.1:0", "--control-addr", "127.0.0.1:0", "--journal", path)
		Expect(told).To(ContainSubstring(path))
		Expect(told).To(ContainSubstring(words))
		after, err := os.ReadFile(path)
		Expect(err).NotTo(HaveOccurred())
		Expect(bytes.Equal(after, damaged)).To(BeTrue(), "the file was changed")
	},
		Entry("a page of zeros in the middle", "it is damaged", func(b []byte) []byte {
			clear(b[len(b)/2 : len(b)/2+4096])
			return b
		}),
		Entry("cut off in the middle", "it is damaged", func(b []byte) []byte { return b[:len(b)/2] }),
		Entry("of a newer version", "it was written by a newer erpkit", func(b []byte) []byte { b[63] = 99; return b }),
		Entry("a text file", "it is not a journal of erpkit", func([]byte) []byte { return []byte(strings.Repeat("kind,type,serial\n", 100)) }),
		Entry("a file of another program", "it is not a journal of erpkit", func(b []byte) []byte { copy(b[68:72], "oth."); return b }),
	)
})

// loadUntilKilled posts from several stations and kills the process after so many answers. name is part of
// the serials. It returns the ids that were answered, by exchange number.
func loadUntilKilled(m served, name string, after int) map[string]string {
	GinkgoHelper()
	var mu sync.Mutex
	answered, next := map[string]string{}, 0
	enough := make(chan struct{})
	var stations sync.WaitGroup
	for range 32 {
		stations.Add(1)
		go func() {
			defer GinkgoRecover()
			defer stations.Done()
			for {
				mu.Lock()
				n := next
				next++
				mu.Unlock()
				got := m.post("/device", device("add", fmt.Sprint("SN-", name, "-", n)))
				if got.err != nil {
					return
				}
				mu.Lock()
				answered[got.header.Get("Erpkit-Exchange")] = got.id()
				if len(answered) == after {
					close(enough)
				}
				mu.Unlock()
			}
		}()
	}
	Eventually(enough).WithTimeout(patience).Should(BeClosed())
	m.kill()
	stations.Wait()
	return answered
}
