package mockerp_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
)

// openFiles is how many file descriptors the process has open; 0 where the system does not tell.
func openFiles() int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(entries)
}

// leakPosts is how many posts the leak test sends.
func leakPosts() int64 {
	if testing.Short() {
		return 5_000
	}
	return 100_000
}

// mixture is what the posts of the leak test ask for: mostly nothing, and every fault that ends by itself.
// A time-out is ended by the sender's own patience.
var mixture = []string{
	"", "", "", "", "", "", "", "", "status=409", "delay=1ms", "fault=reset-before-headers", "fault=reset-in-headers",
	"fault=reset-after-headers", "fault=reset-in-body, commit", "fault=empty", "fault=truncated-json", "fault=wrong-length, commit",
	"fault=garbage", "fault=drip; rate=100000",
}

// After many posts with faults on, goroutines and file descriptors are as many as before the first one.
func TestLeak_FaultsLeaveNothingBehind(t *testing.T) {
	erp := mockerptest.Start(t)
	post(t, erp.URL()+"/device", device("add", "SN-0", "")) // what is made on first use is there
	waitUntil(t, "the first connection is closed", func() bool { return connections(t, erp) == "0" })
	http.DefaultClient.CloseIdleConnections()
	goroutines, files := runtime.NumGoroutine(), openFiles()

	var next, heard atomic.Int64
	var stations sync.WaitGroup
	for range 16 {
		stations.Add(1)
		go func() {
			defer stations.Done()
			faultyStation(t, erp, &next, &heard)
		}()
	}
	stations.Wait()
	if n := heard.Load(); n < leakPosts()/3 {
		t.Errorf("only %d of %d posts were answered: the faults took the others with them", n, leakPosts())
	}
	waitUntil(t, "every connection is given back", func() bool { return connections(t, erp) == "0" })
	http.DefaultClient.CloseIdleConnections()
	const spare = 3 // the runtime's own
	waitUntil(t, "the goroutines are as many as before", func() bool { return runtime.NumGoroutine() <= goroutines+spare })
	waitUntil(t, "the file descriptors are as many as before", func() bool { return openFiles() <= files+spare })
	t.Logf("%d posts, %d answered; %d goroutines before, %d after; %d files before, %d after",
		next.Load(), heard.Load(), goroutines, runtime.NumGoroutine(), files, openFiles())
}

// faultyStation posts until all are sent. Every 500th post is a time-out that it does not wait for.
func faultyStation(t *testing.T, erp *mockerptest.Mock, next, heard *atomic.Int64) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1}}
	defer client.CloseIdleConnections()
	for n := next.Add(1); n <= leakPosts(); n = next.Add(1) {
		prefer, patience := mixture[n%int64(len(mixture))], 30*time.Second
		if n%500 == 0 {
			prefer, patience = "fault=timeout", 20*time.Millisecond
		}
		status, err := quickPost(client, erp.RunURL(fmt.Sprint("run-", n%8))+"/device", prefer, device("add", fmt.Sprint("SN-", n%64), ""), patience)
		if err == nil && status > 0 {
			heard.Add(1)
		}
		if err == nil && strings.HasPrefix(prefer, "fault=reset") {
			t.Errorf("%s was answered with %d", prefer, status)
			return
		}
	}
}

func quickPost(client *http.Client, url, prefer, body string, patience time.Duration) (int, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader([]byte(body)))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/json")
	if prefer != "" {
		request.Header.Set("Prefer", prefer)
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, err
}

// One run is reset again and again while the others are under load: their posts, their books and their
// part of the journal are as if nothing had been.
func TestIsolation_ResetsOfOneRunChangeNothingInTheOthers(t *testing.T) {
	erp := mockerptest.Start(t)
	const runs, posts = 6, 150
	stop := make(chan struct{})
	resets := make(chan int, 1)
	go func() {
		n := 0
		for {
			select {
			case <-stop:
				resets <- n
				return
			default:
				post(t, erp.RunURL("victim")+"/device", device("add", "SN-1", ""))
				reset(t, erp, "victim")
				n++
			}
		}
	}()
	var stations sync.WaitGroup
	for run := range runs {
		stations.Add(1)
		go func() {
			defer stations.Done()
			client := &http.Client{Transport: &http.Transport{}}
			defer client.CloseIdleConnections()
			for n := range posts {
				status, err := quickPost(client, erp.RunURL(fmt.Sprint("run-", run))+"/device", "", device("add", fmt.Sprint("SN-", n), ""), 30*time.Second)
				if err != nil || status != 200 {
					t.Errorf("run %d, post %d: %d %v", run, n, status, err)
					return
				}
			}
		}()
	}
	stations.Wait()
	close(stop)
	if n := <-resets; n == 0 {
		t.Error("nothing was reset meanwhile")
	}
	for run := range runs {
		name := fmt.Sprint("run-", run)
		all := erp.Exchanges(t, journal.Filter{Run: name, Limit: 1000})
		ids := map[string]bool{}
		for _, x := range all {
			ids[string(x.Answer.Body)] = true
		}
		if len(all) != posts || len(ids) != posts {
			t.Errorf("%s has %d exchanges with %d ids, wanted %d of each", name, len(all), len(ids), posts)
		}
		for _, wanted := range []string{"ERP-DEV-000001", fmt.Sprintf("ERP-DEV-%06d", posts)} {
			if !strings.Contains(booksOf(t, erp, name), wanted) {
				t.Errorf("the books of %s lack %s", name, wanted)
			}
		}
	}
}
