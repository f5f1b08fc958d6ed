package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"text/template"
	"time"
)

// TestChart_RunsStayWithTheirMock puts three mocks behind a real balancer that has the configuration of the chart. Each run
// is in one mock, a rule for one post answers once in each run, and a mock that is killed comes back to its runs.
func TestChart_RunsStayWithTheirMock(t *testing.T) {
	for program, b := range map[string]struct {
		file string
		args []string // the last one takes the configuration
	}{
		"nginx":   {"nginx.conf", []string{"-g", "daemon off; master_process off;", "-c"}},
		"haproxy": {"haproxy.cfg", []string{"-db", "-f"}},
	} {
		t.Run(program, func(t *testing.T) {
			path, err := exec.LookPath(program)
			if err != nil {
				if os.Getenv("ERPKIT_NEED_BALANCER") != "" {
					t.Fatalf("there is no %[1]s, and ERPKIT_NEED_BALANCER asks for one: install it (apt-get install %[1]s)", program)
				}
				t.Skipf("there is no %s: three mocks behind it are not tested", program)
			}
			c := newCluster(t)
			c.balance(path, b.file, b.args)
			c.checkHeadersPass()
			c.add()
			c.checkEachRunIsInOneMock()
			c.killAndRestart()
			c.removeAll()
		})
	}
}

const clusterRuns, clusterPosts = 40, 6

// cluster are three mocks and the balancer in front of them.
type cluster struct {
	t     *testing.T
	args  [3][]string
	mocks [3]*mockProcess
	url   string
	mu    sync.Mutex
	ids   map[int]map[int]string // by run and device
	home  map[int]int            // the mock of each run
}

func newCluster(t *testing.T) *cluster {
	c := &cluster{t: t, ids: map[int]map[int]string{}, home: map[int]int{}}
	script := writeFile(t, "once.yaml", "version: 1\nrules:\n  - when: { type: add }\n    times: once\n    answer: { status: 200, body: { externalId: ONCE } }\n")
	for n, port := range freePorts(t, 3) {
		c.args[n] = []string{"--addr", "127.0.0.1:" + port, "--journal", filepath.Join(t.TempDir(), "erp.journal"), "--script", script}
		c.mocks[n] = startProcess(t, c.args[n]...)
	}
	return c
}

// balance starts the balancer with a file of the chart, in which the template engine of Helm would set the same names.
func (c *cluster) balance(program, file string, args []string) {
	text, err := template.ParseFiles(filepath.Join(treeRoot, "mockerp/chart/balancers", file))
	if err != nil {
		c.t.Fatal(err)
	}
	port := freePorts(c.t, 1)[0]
	var mocks []map[string]string
	for _, m := range c.mocks {
		host, mockPort, _ := strings.Cut(strings.TrimPrefix(m.url, "http://"), ":")
		mocks = append(mocks, map[string]string{"host": host, "port": mockPort})
	}
	var config, said bytes.Buffer
	if err := text.Option("missingkey=error").Execute(&config, map[string]any{"address": "127.0.0.1", "port": port, "folder": c.t.TempDir(), "mocks": mocks}); err != nil {
		c.t.Fatal(err)
	}
	balancer := exec.Command(program, append(args, writeFile(c.t, file, config.String()))...)
	balancer.Stdout, balancer.Stderr = &said, &said
	if err := balancer.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() {
		_ = balancer.Process.Kill() // it may be gone already
		_ = balancer.Wait()
		if c.t.Failed() {
			c.t.Logf("%s said: %s", program, said.String())
		}
	})
	for deadline := time.Now().Add(20 * time.Second); !listening("127.0.0.1:" + port); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			c.t.Fatalf("%s does not listen", program)
		}
	}
	c.url = "http://127.0.0.1:" + port
}

// checkHeadersPass posts with names that HTTP allows and balancers like to drop.
func (c *cluster) checkHeadersPass() {
	request, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.url+"/r/headers/device", strings.NewReader(devicePost("add", 0, "")))
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header = http.Header{"Content-Type": {"application/json"}, "X_key": {"a"}, "X.key": {"b"}}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	_ = answer.Body.Close()
	recorded := ""
	for _, mock := range c.mocks {
		recorded += runErpkit(c.t, "", "export", "--format", "jsonl", "--run", "headers", "--control-url", mock.controlURL).stdout
	}
	if recorded = strings.ToLower(recorded); !strings.Contains(recorded, `"x_key"`) || !strings.Contains(recorded, `"x.key"`) {
		c.t.Errorf("headers were dropped: %s", recorded)
	}
}

// door is one of the URLs to which a post of a run may go: run 0 is the default one, an escaped letter is that letter, and
// the shape tells the kind where the path does not.
func (c *cluster) door(run, n int) string {
	kind := []string{"/device", "/", "/device/"}[n%3]
	switch {
	case run == 0 && n%2 == 0:
		return c.url + kind
	case n%2 == 0:
		return fmt.Sprintf("%s/r/line%%2D%d%s?station=%d", c.url, run, kind, n)
	}
	return fmt.Sprintf("%s/r/%s%s", c.url, clusterRun(run), kind)
}

func clusterRun(run int) string {
	if run == 0 {
		return "default"
	}
	return fmt.Sprint("line-", run)
}

// each does something for every device of every run, from sixteen stations and in no order.
func (c *cluster) each(do func(client *http.Client, run, n int)) {
	c.t.Helper()
	turns := rand.Perm(clusterRuns * clusterPosts)
	work := make(chan int)
	var stations sync.WaitGroup
	for range 16 {
		stations.Go(func() {
			client := &http.Client{Transport: &http.Transport{}, Timeout: 30 * time.Second}
			defer client.CloseIdleConnections()
			for turn := range work {
				do(client, turn/clusterPosts, turn%clusterPosts)
			}
		})
	}
	for _, turn := range turns {
		work <- turn
	}
	close(work)
	stations.Wait()
	if c.t.Failed() {
		c.t.FailNow()
	}
}

// add adds every device. In each run one of them gets the answer that the script gives once.
func (c *cluster) add() {
	c.each(func(client *http.Client, run, n int) {
		got, err := postTo(client, c.door(run, n), devicePost("add", n, ""))
		if err != nil || got.status != http.StatusOK {
			c.t.Errorf("device %d of run %d: %+v %v", n, run, got, err)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.ids[run] == nil {
			c.ids[run] = map[int]string{}
		}
		c.ids[run][n] = got.id
	})
	for run, ids := range c.ids {
		different := map[string]bool{}
		for _, id := range ids {
			different[id] = true
		}
		if !different["ONCE"] || len(different) != clusterPosts {
			c.t.Errorf("the devices of %s got the ids %v, wanted ONCE once and others", clusterRun(run), ids)
		}
	}
}

// recorded is how many exchanges of a run a mock has.
func (c *cluster) recorded(mock, run int) (total int) {
	c.t.Helper()
	response, err := http.Get(c.mocks[mock].controlURL + "/api/v1/exchanges?limit=1&run=" + clusterRun(run))
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	var page struct{ Total int }
	if err := json.NewDecoder(response.Body).Decode(&page); err != nil && response.StatusCode != http.StatusNotFound {
		c.t.Fatal(err)
	}
	return page.Total
}

func (c *cluster) checkEachRunIsInOneMock() {
	used := map[int]bool{}
	for run := range clusterRuns {
		var there []int
		for mock := range c.mocks {
			if total := c.recorded(mock, run); total > 0 {
				there = append(there, total)
				c.home[run] = mock
			}
		}
		used[c.home[run]] = true
		if len(there) != 1 || there[0] != clusterPosts {
			c.t.Errorf("the exchanges of %s lie in the mocks like this: %v, wanted all %d in one", clusterRun(run), there, clusterPosts)
		}
	}
	if len(used) != len(c.mocks) {
		c.t.Errorf("%d of %d mocks have runs", len(used), len(c.mocks))
	}
}

// killAndRestart kills the mock of the default run. Meanwhile the runs of the others go on, and its own are nowhere else.
func (c *cluster) killAndRestart() {
	lost := c.home[0]
	c.mocks[lost].kill()
	c.each(func(client *http.Client, run, n int) {
		response, err := client.Post(c.door(run, n), "application/json", strings.NewReader(devicePost("add", n+clusterPosts, "")))
		if err != nil {
			c.t.Errorf("while a mock is away: %v", err)
			return
		}
		_ = response.Body.Close()
		switch away := c.home[run] == lost; {
		case away && response.StatusCode != http.StatusBadGateway && response.StatusCode != http.StatusServiceUnavailable:
			c.t.Errorf("a post of %s, whose mock is away, got %s", clusterRun(run), response.Status)
		case !away && response.StatusCode != http.StatusOK:
			c.t.Errorf("a post of %s, whose mock is there, got %s", clusterRun(run), response.Status)
		}
	})
	c.mocks[lost] = startProcess(c.t, c.args[lost]...)
	for run := range clusterRuns {
		if got, wanted := c.recorded(c.home[run], run), clusterPosts; c.home[run] == lost && got != wanted {
			c.t.Errorf("after the restart %s has %d exchanges, wanted %d", clusterRun(run), got, wanted)
		}
	}
}

// removeAll removes every device by the id that it got in the beginning.
func (c *cluster) removeAll() {
	c.each(func(client *http.Client, run, n int) {
		got, err := postTo(client, c.door(run, n), devicePost("remove", n, c.ids[run][n]))
		if err != nil || got.status != http.StatusOK {
			c.t.Errorf("the id %s of %s is not known any more: %+v %v", c.ids[run][n], clusterRun(run), got, err)
		}
	})
}
