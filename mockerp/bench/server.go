package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/headroom"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/script"
)

const (
	roleBare    = "bare"
	roleMock    = "mock"
	roleRefused = "refused" // the mock, and every post breaks the contract
	roleScript  = "script"  // the mock with a script of a hundred rules, of which none is about the posts
	roleDurable = "durable" // the mock with its journal in a file
)

// serve is the child: it prints its address and serves until its standard input ends. With a folder for profiles it
// leaves there where its CPU time went.
func serve(role, file, profiles string) (err error) {
	runtime.GOMAXPROCS(1)
	stop, err := profile(role, profiles)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	if role == roleBare {
		return serveBare()
	}
	headroom.Keep(headroom.Usual) // as erpkit serve does
	switch role {
	case roleMock, roleRefused:
		return serveMock(nil, nil)
	case roleScript:
		rules, err := hundredRules()
		if err != nil {
			return err
		}
		return serveMock(nil, rules)
	case roleDurable:
		store, err := sqlite.Open(file, sqlite.Options{})
		if err != nil {
			return err
		}
		return serveMock(store, nil)
	}
	return fmt.Errorf("there is no role %q", role)
}

// profile begins a CPU profile of the whole process in the folder, unless that is "".
func profile(role, folder string) (stop func() error, err error) {
	if folder == "" {
		return func() error { return nil }, nil
	}
	file, err := os.Create(filepath.Join(folder, role+".prof"))
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return file.Close()
	}, nil
}

// serveBare is the baseline: it reads the body and answers fixed JSON.
func serveBare() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{ReadHeaderTimeout: 5 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write([]byte(`{"externalId":"ERP-DEV-000001"}`)) // the parent sees a broken answer
	})}
	go func() { _ = server.Serve(listener) }() // ends with Close below
	fmt.Println(listener.Addr())
	waitForParent()
	return server.Close()
}

// hundredRules are a script as a test has one: each rule waits for a device of its own.
func hundredRules() (*script.Script, error) {
	text := strings.Builder{}
	text.WriteString("version: 1\nrules:\n")
	for n := range 100 {
		fmt.Fprintf(&text, "- when: {kind: device, members: {serial: W-%d}}\n  answer: {status: 409, body: {message: taken}}\n", n)
	}
	return script.Parse("a hundred rules", []byte(text.String()))
}

// serveMock serves with the journal in memory when store is nil.
func serveMock(store journal.Store, rules *script.Script) error {
	server, err := mockerp.New(mockerp.Config{Addr: "127.0.0.1:0", ControlAddr: "127.0.0.1:0", Journal: store, Script: rules})
	if err != nil {
		return err
	}
	server.Start()
	fmt.Println(strings.TrimPrefix(server.URL(), "http://"))
	waitForParent()
	return server.Close(context.Background())
}

func waitForParent() { _, _ = io.Copy(io.Discard, os.Stdin) }

// child is a server process that this program started, and the only one that it ends.
type child struct {
	role, addr string
	ready      time.Duration // from its start to its address
	cmd        *exec.Cmd
	stdin      io.Closer
}

func startChild(role, file, profiles string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, "-role", role, "-journal", file, "-profiles", profiles)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	started := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	addr, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("the %s server did not start: %w", role, err)
	}
	return &child{role: role, ready: time.Since(started), addr: strings.TrimSpace(addr), cmd: cmd, stdin: stdin}, nil
}

func (c *child) stop() {
	_ = c.stdin.Close() // the child ends with its input
	_ = c.cmd.Wait()
}

// cpu is the CPU time that the process has used, in user and kernel mode (proc(5), fields 14 and 15).
func (c *child) cpu() (time.Duration, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("the CPU time can be read on Linux only: %w", err)
	}
	fields := strings.Fields(string(raw[strings.LastIndexByte(string(raw), ')')+1:]))
	ticks := 0
	for _, field := range fields[11:13] {
		n, err := strconv.Atoi(field)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	const tick = 10 * time.Millisecond // USER_HZ is 100 on every Linux that Go runs on
	return time.Duration(ticks) * tick, nil
}

func (c *child) rssMiB() (float64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", c.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("the memory can be read on Linux only: %w", err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(raw))[1])
	return float64(pages*os.Getpagesize()) / (1 << 20), err
}
