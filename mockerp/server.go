package mockerp

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/erpkit/erpkit/mockerp/control"
)

// Server is one mock ERP with its two doors. Make it with New.
type Server struct {
	config  Config
	runs    *runs
	door    *door
	metrics *metrics

	erp, ctl   *limitListener
	erpHTTP    *http.Server
	ctlHTTP    *http.Server
	stop       context.CancelFunc // ends what is held back or drawn out
	outage     *outage
	serving    atomic.Int32
	failed     chan error
	stopOnce   sync.Once
	closeError error
}

// New checks the configuration and binds both doors, so that the addresses are known; nothing is
// served before Start. The error says which address or limit is wrong.
func New(config Config) (*Server, error) {
	config, err := config.withDefaults()
	if err != nil {
		return nil, err
	}
	s := &Server{config: config, failed: make(chan error, 2)}
	var stopping context.Context
	stopping, s.stop = context.WithCancel(context.Background())
	s.runs = newRuns(stopping, config.MaxRuns, config.MaxThings, config.Script)
	if s.erp, err = bind(config.Addr, config.MaxConns, "ERP door", "--addr"); err != nil {
		return nil, err
	}
	if s.ctl, err = bind(config.ControlAddr, config.MaxConns, "control door", "--control-addr"); err != nil {
		return nil, errors.Join(err, s.erp.Close())
	}
	if err := s.wire(); err != nil {
		return nil, errors.Join(err, s.erp.Close(), s.ctl.Close())
	}
	return s, nil
}

func bind(addr string, limit int, what, flag string) (*limitListener, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("the %s cannot listen on %s: %w; choose another address with %s (port 0 picks a free one)", what, addr, err, flag)
	}
	return limitConns(listener, limit), nil
}

func (s *Server) wire() error {
	s.outage = &outage{doors: []*limitListener{s.erp}, stop: s.runs.stop, logger: s.config.Logger}
	s.metrics = newMetrics(s.config.Journal, s.runs, s.erp)
	s.door = &door{
		config: s.config, runs: s.runs, receiver: newReceiver(s.config.MaxBody),
		metrics: s.metrics, outage: s.outage,
	}
	handler, err := control.Handler(control.Options{
		ERP: steer{s}, Journal: s.config.Journal, Ready: s.Ready, Metrics: s.metrics.handler(),
		Version: s.config.Version, Settings: s.Settings(), ERPURL: s.URL, MaxWait: time.Minute,
		Hosts:    controlHosts(s.config.ControlAddr),
		Stopping: s.runs.stop.Done(), Logger: s.config.Logger,
	})
	if err != nil {
		return err
	}
	s.erpHTTP = s.httpServer(s.door.handler())
	s.ctlHTTP = s.httpServer(handler)
	return nil
}

// httpServer has a limit for everything that a slow or hostile sender could draw out.
func (s *Server) httpServer(handler http.Handler) *http.Server {
	const writeTime = 20 * time.Second
	return &http.Server{
		Handler:                      handler,
		ReadHeaderTimeout:            min(5*time.Second, s.config.ReadTimeout),
		ReadTimeout:                  s.config.ReadTimeout,
		WriteTimeout:                 s.config.ReadTimeout + writeTime,
		IdleTimeout:                  2 * time.Minute,
		MaxHeaderBytes:               32 << 10,
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     quietLog(s.config.Logger),
	}
}

// quietLog sends what net/http says of broken connections to the debug level.
func quietLog(to *slog.Logger) *log.Logger {
	return slog.NewLogLogger(to.Handler(), slog.LevelDebug)
}

// Start serves both doors; they are ready when it returns.
func (s *Server) Start() {
	for door, listener := range map[*http.Server]net.Listener{s.erpHTTP: s.erp, s.ctlHTTP: s.ctl} {
		s.serving.Add(1)
		go func() {
			err := door.Serve(listener)
			s.serving.Add(-1)
			if !errors.Is(err, http.ErrServerClosed) {
				s.failed <- err
			}
		}()
	}
}

// Ready is nil while both doors serve. While the ERP door is down its error says until when.
func (s *Server) Ready() error {
	if s.serving.Load() == 2 {
		return s.outage.check()
	}
	return errors.New("one of the two doors does not serve")
}

// Down closes the ERP door for that long, at most an hour: new connections are refused, those that there
// are are reset. Then it opens again on the same address. 0 opens it at once. It returns when the door
// opens again; zero when it is open.
func (s *Server) Down(duration time.Duration) time.Time {
	if duration <= 0 {
		s.outage.cancel("")
		return time.Time{}
	}
	return s.outage.begin("", min(duration, mostDown))
}

// Failed gives the error of a door that stopped by itself.
func (s *Server) Failed() <-chan error { return s.failed }

// URL is the base of the ERP door, such as http://127.0.0.1:8085. Post to URL()+"/device" and so on.
func (s *Server) URL() string { return "http://" + reachable(s.erp.Addr()) }

// RunURL is the base of an isolated ERP of its own.
func (s *Server) RunURL(run string) string { return s.URL() + "/r/" + run }

// ERPHandler is the ERP door without its listener, for a host program that brings its own server.
func (s *Server) ERPHandler() http.Handler { return s.erpHTTP.Handler }

// ControlURL is the base of the control door.
func (s *Server) ControlURL() string { return "http://" + reachable(s.ctl.Addr()) }

// reachable is an address that this machine can connect to: a door that listens on every address
// is reached by loopback.
func reachable(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return addr.String()
	}
	return fmt.Sprintf("127.0.0.1:%d", tcp.Port)
}

// Close stops both doors. Delayed answers leave at once and faults end; posts under way are finished until ctx
// ends, then cut. The journal is closed last.
func (s *Server) Close(ctx context.Context) error {
	s.stopOnce.Do(func() {
		s.stop()
		s.closeError = errors.Join(shutdown(ctx, s.erpHTTP), shutdown(ctx, s.ctlHTTP),
			ignoreClosed(s.erp.Close()), ignoreClosed(s.ctl.Close()), s.config.Journal.Close())
		s.outage.done.Wait()
	})
	return s.closeError
}

func shutdown(ctx context.Context, server *http.Server) error {
	if err := server.Shutdown(ctx); err != nil {
		return server.Close()
	}
	return nil
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// Settings are the effective settings, as they are logged and shown on the control door.
func (s *Server) Settings() map[string]any {
	c := s.config
	settings := map[string]any{
		"addr": s.erp.Addr().String(), "controlAddr": s.ctl.Addr().String(), "mode": c.Mode, "script": nil,
		"maxBody": c.MaxBody, "maxRuns": c.MaxRuns, "maxThings": c.MaxThings, "maxConns": c.MaxConns,
		"maxExchanges": c.MaxExchanges, "maxJournalBytes": c.MaxJournalBytes, "readTimeout": c.ReadTimeout.String(),
	}
	if c.Script != nil {
		settings["script"] = c.Script.Name()
	}
	return settings
}
