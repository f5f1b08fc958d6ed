package answers_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// What the journal keeps in a file, and what happens to a post that it cannot keep.
var _ = Describe("The durable journal and its bounds", func() {
	It("keeps as many exchanges as it is told, and says how many it dropped", func() {
		path := newFile()
		m := keep(path, "--max-exchanges", "3")
		for n := range 8 {
			m.post("/device", device("add", fmt.Sprint("SN-", n)))
		}
		page := read[struct{ Total, Dropped int }](m.mock, "/api/v1/exchanges")
		Expect([]int{page.Total, page.Dropped}).To(Equal([]int{3, 5}))
		m.stop()
		again := keep(path, "--max-exchanges", "3")
		Expect(again.journal("")[0].ID).To(BeEquivalentTo(6), "the oldest were dropped")
		again.stop()
	})

	It("keeps as many bytes as it is told", func() {
		m := keep(newFile(), "--max-journal-bytes", "100000")
		long := strings.Repeat("x", 20_000)
		for n := range 10 {
			Expect(m.post("/device", device("add", fmt.Sprint("SN-", n), "note", long)).status).To(Equal(200))
		}
		page := read[struct{ Total, Dropped int }](m.mock, "/api/v1/exchanges")
		Expect(page.Total).To(BeNumerically("<", 10))
		Expect(page.Total).To(BeNumerically(">", 0))
		Expect(page.Total + page.Dropped).To(Equal(10))
		m.stop()
	})

	It("keeps exchanges as long as it is told, and the books know the device all the same", func() {
		m := keep(newFile(), "--max-journal-age", "1s")
		m.post("/device", device("add", "SN-1"))
		Eventually(func() int { return len(m.journal("")) }).WithTimeout(patience).Should(BeZero())
		Expect(m.live("default")).To(HaveLen(1))
		Expect(read[struct{ Dropped int }](m.mock, "/api/v1/exchanges").Dropped).To(Equal(1))
		m.stop()
	})

	It("a file that was deleted under its feet: 503 with a message rather than a lie (T3, T5)", Label("T3", "T5", "E6"), func() {
		path := newFile()
		m := keep(path)
		Expect(m.post("/device", device("add", "SN-1")).status).To(Equal(200))
		Expect(os.Remove(path)).To(Succeed())
		got := m.post("/device", device("add", "SN-2"))
		Expect(got.status).To(Equal(http.StatusServiceUnavailable))
		Expect(got.message()).To(ContainSubstring("could not record this post in its journal, so it was not taken"))
		Expect(m.live("default")).To(HaveLen(1))
	})

	It("a disk that is full: 503 with a message rather than a lie, nothing of it is booked, and what was answered is kept (T3, T5)", Label("T3", "T5", "E6"), func() {
		if runtime.GOOS != "linux" {
			Skip("the size of a file is limited here by a shell of Linux")
		}
		path := newFile()
		m := limited(path)
		long := noise(200_000)
		answered := 0
		var refused heard
		Eventually(func() int {
			refused = m.post("/device", device("add", fmt.Sprint("SN-", answered), "note", long))
			if refused.status == 200 {
				answered++
			}
			return refused.status
		}).WithTimeout(patience).Should(Equal(http.StatusServiceUnavailable))
		Expect(refused.message()).To(ContainSubstring("could not record this post in its journal, so it was not taken"))
		Expect(answered).To(BeNumerically(">", 0))
		Expect(m.live("default")).To(HaveLen(answered))
		m.kill()
		again := keep(path)
		Expect(read[struct{ Total int }](again.mock, "/api/v1/exchanges").Total).To(Equal(answered))
		Expect(again.post("/device", device("add", "SN-after")).id()).To(Equal(fmt.Sprintf("ERP-DEV-%06d", answered+1)))
		again.stop()
	})
})

// noise is a text of that length that nothing can squeeze.
func noise(length int) string {
	random := rand.New(rand.NewPCG(1, 2))
	text := make([]byte, length)
	for i := range text {
		text[i] = byte('!' + random.IntN('~'-'!'))
	}
	return strings.NewReplacer(`"`, "x", `\`, "x").Replace(string(text))
}

// limited is a mock whose files cannot grow beyond a limit, as on a full disk.
func limited(path string) served {
	GinkgoHelper()
	binary, err := program()
	Expect(err).NotTo(HaveOccurred())
	shell := exec.Command("sh", "-c", `trap '' XFSZ; ulimit -f 4000; exec "$0" "$@"`, binary,
		"serve", "--addr", "127.0.0.1:0", "--control-addr", "127.0.0.1:0", "--json", "--log", "none", "--journal", path)
	return awaitServed(run(shell))
}
