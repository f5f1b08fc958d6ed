package viewer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/erpkit/erpkit/mockerp/console"
	"github.com/erpkit/erpkit/mockerp/control"
	"github.com/erpkit/erpkit/mockerp/network"
)

const (
	mostConns = 256
	readTime  = 10 * time.Second
)

// Options say where the page is.
type Options struct {
	// Addr is host:port; port 0 picks a free one.
	Addr string
	// Hosts are names with a point under which it may be called, see mockerp.Config.ControlHosts.
	Hosts   []string
	Version string
	Logger  *slog.Logger // nil is silent
}

// Server shows one Recording. Make it with Listen.
type Server struct {
	door     *network.Door
	stopping chan struct{}
	failed   chan error
}

// Listen serves the page and the control API, to read only.
func Listen(shown *Recording, o Options) (*Server, error) {
	door, err := network.Listen(network.Options{Addr: o.Addr, MaxConns: mostConns, ReadTimeout: readTime, Logger: o.Logger})
	if err != nil {
		return nil, fmt.Errorf("the page cannot listen on %s: %w; choose another address with --addr (port 0 picks a free one)", o.Addr, err)
	}
	s := &Server{door: door, stopping: make(chan struct{}), failed: make(chan error, 1)}
	handler, err := control.Handler(control.Options{
		ERP: look{shown}, Journal: shown.store, Files: shown.files, Page: console.New(), Metrics: http.HandlerFunc(noMetrics),
		Ready: func() error { return nil }, ERPURL: func() string { return "" }, Version: o.Version, Hosts: o.Hosts,
		Stopping: s.stopping, Logger: o.Logger,
	})
	if err != nil {
		return nil, errors.Join(err, door.Close())
	}
	door.Handle(handler, func(network.Unread) []byte { return nil })
	go func() {
		if err := door.Serve(); !errors.Is(err, http.ErrServerClosed) {
			s.failed <- err
		}
	}()
	return s, nil
}

func noMetrics(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = io.WriteString(w, "# Nothing is counted where recorded traffic is shown.\n") // who went away needs no answer
}

// URL is the page.
func (s *Server) URL() string { return s.door.URL() }

// Failed gives the error of a door that stopped by itself.
func (s *Server) Failed() <-chan error { return s.failed }

// Close ends the page, and streams of events at once. It must be called once.
func (s *Server) Close(ctx context.Context) error {
	close(s.stopping)
	return s.door.Shutdown(ctx)
}
