package answers_test

import (
	"fmt"
	"net/http"
	"runtime"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// Faults and resets must not affect other runs, and must leave nothing behind.
var _ = Describe("Faults and resets under load", func() {
	const stations, posts = 8, 60

	// load posts from several stations at once, each to a run of its own, and gives the statuses.
	load := func(m mock, path func(station, n int) string) map[int]int {
		var mu sync.Mutex
		var all sync.WaitGroup
		got := map[int]int{}
		for station := range stations {
			all.Add(1)
			go func() {
				defer GinkgoRecover()
				defer all.Done()
				for n := range posts {
					h := m.post(path(station, n), device("add", fmt.Sprint("SN-", n)))
					mu.Lock()
					got[h.status]++
					mu.Unlock()
				}
			}()
		}
		all.Wait()
		return got
	}

	It("leave no connection, no goroutine and no file descriptor in the process", func() {
		m := serve("--log", "none")
		m.post("/device", device("add", "SN-0")) // whatever is made on first use now exists
		Eventually(func() float64 { return m.gauge("erpkit_connections") }).WithTimeout(patience).Should(BeZero())
		open := func() float64 {
			if runtime.GOOS != "linux" {
				return 0 // not every system reports it
			}
			return m.gauge("process_open_fds")
		}
		goroutines, files := m.gauge("go_goroutines"), open()
		kinds := faultKinds()
		got := load(m.mock, func(station, n int) string {
			kind := kinds[n%len(kinds)]
			if kind == "timeout" || n%4 == 0 {
				return fmt.Sprintf("/r/run-%d/device", station)
			}
			wish := "fault=" + kind
			if kind == "drip" {
				wish += "%3B%20rate=100000"
			}
			return fmt.Sprintf("/r/run-%d/device?prefer=%s", station, wish)
		})
		Expect(got[0]).To(BeNumerically(">", stations*posts/4), "so many answers were lost")
		Expect(got[200]).To(BeNumerically(">", stations*posts/4), "and so many came")
		for range stations {
			m.background("/device?prefer=fault=timeout", device("add", "SN-1"))
		}
		m.received(stations, "&run=default&serial=SN-1")
		m.reset("")
		const spare = 3 // the runtime's own
		Eventually(func() float64 { return m.gauge("erpkit_connections") }).WithTimeout(patience).Should(BeZero())
		Eventually(func() float64 { return m.gauge("go_goroutines") }).WithTimeout(patience).Should(BeNumerically("<=", goroutines+spare))
		Eventually(open).WithTimeout(patience).Should(BeNumerically("<=", files+spare))
		m.stop()
	})

	It("of one run change nothing in the others", func() {
		m := newMock()
		stop, resets := make(chan struct{}), make(chan int, 1)
		go func() {
			defer GinkgoRecover()
			for n := 0; ; n++ {
				select {
				case <-stop:
					resets <- n
					return
				default:
					m.post("/r/victim/device", device("add", "SN-1"))
					m.steer(http.MethodPost, "/api/v1/reset?run=victim", "")
				}
			}
		}()
		got := load(m, func(station, _ int) string { return fmt.Sprintf("/r/run-%d/device", station) })
		close(stop)
		Expect(<-resets).To(BeNumerically(">", 0))
		Expect(got).To(Equal(map[int]int{200: stations * posts}))
		for station := range stations {
			run := fmt.Sprint("run-", station)
			ids := map[string]bool{}
			for _, x := range m.journal("?limit=1000&run=" + run) {
				ids[x.Answer.ExternalID] = true
			}
			Expect(ids).To(HaveLen(posts))
			Expect(ids).To(HaveKey(fmt.Sprintf("ERP-DEV-%06d", posts)))
			Expect(m.live(run)).To(HaveLen(posts))
		}
	})
})
