package mockerp

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/erpkit/erpkit/mockerp/console"
	"github.com/erpkit/erpkit/mockerp/control"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/network"
)

// Server is one mock ERP with its two doors. Make it with New.
type Server struct {
	config  Config
	runs    *runs
	door    *door
	metrics *metrics

	erp, ctl, tls *network.Door   // there is no TLS door unless it was asked for
	doors         []*network.Door // all of them
	handler       http.Handler    // of the ERP door
	outage        *network.Outage
	token         control.Token
	restored      func() // says what was made from a durable journal; nil without one
	scriptFile    scriptFile

	stop       context.CancelFunc // ends what is held back or drawn out
	working    context.Context    // ends when posts under way are no longer waited for
	cutOff     context.CancelFunc
	serving    atomic.Int32
	failed     chan error
	stopOnce   sync.Once
	closeError error
}

// New checks the configuration and binds the doors, so that the addresses are known; nothing is
// served before Start. The error says which address or limit is wrong.
func New(config Config) (*Server, error) {
	config, err := config.withDefaults()
	if err != nil {
		return nil, err
	}
	s := &Server{config: config, failed: make(chan error, 3)}
	var stopping context.Context
	stopping, s.stop = context.WithCancel(context.Background())
	s.working, s.cutOff = context.WithCancel(context.Background())
	s.runs = newRuns(stopping, config)
	if err := s.follow(stopping); err != nil {
		return nil, s.abandon(err)
	}
	if err := s.restore(); err != nil {
		return nil, s.abandon(err)
	}
	if err := s.bind(); err != nil {
		return nil, s.abandon(err)
	}
	if err := s.wire(); err != nil {
		return nil, s.abandon(err)
	}
	return s, nil
}

// abandon gives back what New took so far.
func (s *Server) abandon(why error) error {
	s.stop()
	s.cutOff()
	s.scriptFile.wait()
	return errors.Join(why, s.unbind())
}

func (s *Server) wire() error {
	s.outage = network.NewOutage(s.runs.stop, s.config.Logger, s.erpDoors()...)
	s.metrics = newMetrics(s.config.Journal, s.runs, s.erpDoors())
	s.door = &door{
		config: s.config, runs: s.runs, receiver: newReceiver(s.config.MaxBody), origins: http.NewCrossOriginProtection(),
		metrics: s.metrics, outage: s.outage, working: s.working,
	}
	s.door.deferred, _ = s.config.Journal.(journal.Deferred)
	s.token = control.NewToken(s.config.ControlToken)
	handler, err := control.Handler(control.Options{
		Token: s.token,
		Page:  console.New(), Actions: s.config.Actions,
		ERP: steer{s}, Journal: s.config.Journal, Mask: s.config.Mask(), Ready: s.Ready, Metrics: s.metrics.handler(),
		Version: s.config.Version, Settings: s.Settings(), SettingsFrom: s.settingsFrom(), ERPURL: s.URL, TLSURL: s.TLSURL, MaxWait: time.Minute,
		Hosts:      append(slices.Clone(s.config.ControlHosts), s.config.ControlAddr),
		ScriptFile: s.scriptFile.wrong.Load,
		Stopping:   s.runs.stop.Done(), Logger: s.config.Logger, Authority: s.TLSAuthority(),
	})
	if err != nil {
		return err
	}
	s.handler = s.door.handler()
	for _, door := range s.erpDoors() {
		door.Handle(s.handler, s.door.unread)
	}
	s.ctl.Handle(handler, s.door.unreadControl)
	return nil
}

// Start serves the doors; they are ready when it returns.
func (s *Server) Start() {
	if s.restored != nil {
		s.restored()
	}
	for _, door := range s.doors {
		s.serving.Add(1)
		go func() {
			err := door.Serve()
			s.serving.Add(-1)
			if !errors.Is(err, http.ErrServerClosed) {
				s.failed <- err
			}
		}()
	}
}

// Down closes the ERP door for that long, at most an hour: it refuses new connections and resets the open
// ones. Then it opens again on the same address. 0 opens it at once. It returns when the door opens again;
// zero when it is open.
func (s *Server) Down(duration time.Duration) time.Time {
	if duration <= 0 {
		s.outage.Cancel("")
		return time.Time{}
	}
	return s.outage.Begin("", duration)
}

// Failed gives the error of a door that stopped by itself.
func (s *Server) Failed() <-chan error { return s.failed }

// URL is the base of the ERP door, such as http://127.0.0.1:8085. Post to URL()+"/device" and so on.
func (s *Server) URL() string { return s.erp.URL() }

// TLSURL is the base of the TLS door, such as https://127.0.0.1:8443; "" when there is none.
func (s *Server) TLSURL() string {
	if s.tls == nil {
		return ""
	}
	return s.tls.URL()
}

// TLSAuthority is the certificate authority of the TLS door in PEM; nil when there is none.
func (s *Server) TLSAuthority() []byte {
	if s.tls == nil {
		return nil
	}
	return s.tls.Authority()
}

// RunURL is the base of an isolated ERP of its own.
func (s *Server) RunURL(run string) string { return s.URL() + "/r/" + run }

// ERPHandler is the ERP door without its listener, for a host program that brings its own server.
func (s *Server) ERPHandler() http.Handler { return s.handler }

// ControlURL is the base of the control door.
func (s *Server) ControlURL() string { return s.ctl.URL() }

// PageURL is the page of the control door. With a token it is a link that lets the browser in that opens it.
func (s *Server) PageURL() string { return s.token.Link(s.ControlURL()) }

// Close stops the doors. Delayed answers leave at once and faults end; posts under way are finished
// until ctx ends, then cut. The journal is closed last.
func (s *Server) Close(ctx context.Context) error {
	s.stopOnce.Do(func() {
		s.stop()
		var errs []error
		for _, door := range s.doors {
			errs = append(errs, door.Shutdown(ctx))
		}
		s.cutOff()
		s.keepCheckpoint()
		s.closeError = errors.Join(append(errs, s.config.Journal.Close())...)
		if s.config.Upstream != nil {
			s.config.Upstream.Close()
		}
		s.outage.Wait()
		s.scriptFile.wait()
	})
	return s.closeError
}
