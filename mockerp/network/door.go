package network

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Options say where a door listens, and its limits. All but Logger must be set.
type Options struct {
	// Addr is host:port; port 0 picks a free one.
	Addr string
	// MaxConns bounds the open connections.
	MaxConns int
	// ReadTimeout is how long a sender may take for one whole request.
	ReadTimeout time.Duration
	// Logger hears, at the debug level, of connections that broke; nil is silent.
	Logger *slog.Logger
}

// MaxHeaderBytes bounds the headers of one request.
const MaxHeaderBytes = 32 << 10

// Door is one door: it listens from Listen on, and answers from Serve on.
type Door struct {
	listener  *listener
	accepts   net.Listener // the listener, or TLS above it
	server    *http.Server
	authority []byte
}

// Listen binds the address, so that it is known; nothing is answered before Serve.
func Listen(o Options) (*Door, error) {
	bound, err := net.Listen("tcp", o.Addr)
	if err != nil {
		return nil, err
	}
	l := newListener(bound, o.MaxConns)
	return &Door{listener: l, accepts: l, server: newServer(o)}, nil
}

// Encrypt puts the door behind TLS, with a certificate of that kind for this machine and the hosts. HTTP/2
// is not spoken: a fault needs the connection to itself. It must be called before Serve.
func (d *Door) Encrypt(kind Certificate, hosts []string) error {
	made, authority, err := makeCertificate(kind, certificateHosts(d.Addr(), hosts), time.Now())
	if err != nil {
		return err
	}
	d.authority, d.listener.encrypted = authority, true
	d.server.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){}
	d.accepts = tls.NewListener(d.listener, &tls.Config{
		MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}, Certificates: []tls.Certificate{made},
	})
	return nil
}

// newServer has a limit for everything that a slow or hostile sender could draw out.
func newServer(o Options) *http.Server {
	const writeTime = 20 * time.Second
	logger := o.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	return &http.Server{
		ReadHeaderTimeout:            min(5*time.Second, o.ReadTimeout),
		ReadTimeout:                  o.ReadTimeout,
		WriteTimeout:                 o.ReadTimeout + writeTime,
		IdleTimeout:                  2 * time.Minute,
		MaxHeaderBytes:               MaxHeaderBytes,
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     quietLog(logger),
		ConnState:                    changed,
		ConnContext: func(ctx context.Context, of net.Conn) context.Context {
			return context.WithValue(ctx, connKey{}, connOf(of))
		},
	}
}

// quietLog sends what net/http says of broken connections to the debug level.
func quietLog(to *slog.Logger) *log.Logger {
	return slog.NewLogLogger(to.Handler(), slog.LevelDebug)
}

// Handle sets what answers requests, and what answers those that never come that far: with the whole
// answer as it goes over the wire, or nil to leave net/http its own. It must be called before Serve.
func (d *Door) Handle(requests http.Handler, unread func(Unread) []byte) {
	d.server.Handler, d.listener.unread = begins(requests), unread
}

// Serve answers until the door is shut down; then the error is http.ErrServerClosed.
func (d *Door) Serve() error { return d.server.Serve(d.accepts) }

// Shutdown closes the door and finishes what is under way until ctx ends; then that is cut.
func (d *Door) Shutdown(ctx context.Context) error {
	if err := d.server.Shutdown(ctx); err != nil {
		return errors.Join(d.server.Close(), d.Close())
	}
	return d.Close()
}

// Close gives the address back. Open connections stay: they are the server's business.
func (d *Door) Close() error {
	if err := d.listener.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// Addr is the address of the door, even while it is closed.
func (d *Door) Addr() net.Addr { return d.listener.Addr() }

// Connections is how many connections are open.
func (d *Door) Connections() int64 { return d.listener.open.Load() }

// Authority is the authority that signed the certificate of the door, in PEM; nil when none did.
func (d *Door) Authority() []byte { return d.authority }

// URL is the base of the door as this machine reaches it: by loopback when it stands on every address.
func (d *Door) URL() string {
	scheme := "http://"
	if d.listener.encrypted {
		scheme = "https://"
	}
	if tcp, ok := d.Addr().(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return fmt.Sprintf("%s127.0.0.1:%d", scheme, tcp.Port)
	}
	return scheme + d.Addr().String()
}
