package mockerp

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"
)

// doorway is one door on the network: where it listens and what serves it.
type doorway struct {
	listener *limitListener
	accept   net.Listener // the listener, or TLS above it
	server   *http.Server
}

// bind opens the doors that the configuration names, without serving them.
func (s *Server) bind() (err error) {
	c := s.config
	if s.erp, err = listen(c.Addr, c.MaxConns, "ERP door", "--addr"); err != nil {
		return err
	}
	if s.ctl, err = listen(c.ControlAddr, c.MaxConns, "control door", "--control-addr"); err != nil {
		return err
	}
	if c.TLSAddr == "" {
		return nil
	}
	if s.tls, err = listen(c.TLSAddr, c.MaxConns, "TLS door", "--tls-addr"); err != nil {
		return err
	}
	return s.certify()
}

func listen(addr string, limit int, what, flag string) (*limitListener, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("the %s cannot listen on %s: %w; choose another address with %s (port 0 picks a free one)", what, addr, err, flag)
	}
	return limitConns(listener, limit), nil
}

// certify makes the certificate of the TLS door and writes the authority where it was asked for.
func (s *Server) certify() error {
	c := s.config
	made, authority, err := makeCertificate(c.TLSCertificate, certificateHosts(s.tls.Addr(), c.TLSHosts), time.Now())
	if err != nil {
		return fmt.Errorf("the certificate of the TLS door cannot be made: %w", err)
	}
	s.certificate, s.authority = made, authority
	if c.TLSAuthorityFile == "" {
		return nil
	}
	if authority == nil {
		return fmt.Errorf("no authority signs a certificate that is %s: leave --tls-ca-file out, or choose another --tls-certificate", c.TLSCertificate)
	}
	if err := os.WriteFile(c.TLSAuthorityFile, authority, 0o644); err != nil { // it is public
		return fmt.Errorf("the certificate authority cannot be written: %w; choose another file with --tls-ca-file", err)
	}
	return nil
}

// open makes the servers of the doors.
func (s *Server) open(erp, ctl http.Handler) {
	for _, listener := range s.erpDoors() {
		listener.unread = s.door.unread
	}
	s.doors = []doorway{
		{s.erp, s.erp, s.httpServer(erp)},
		{s.ctl, s.ctl, s.httpServer(ctl)},
	}
	if s.tls == nil {
		return
	}
	server := s.httpServer(erp)
	server.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){} // no HTTP/2: faults need the connection
	s.doors = append(s.doors, doorway{s.tls, tls.NewListener(s.tls, &tls.Config{
		MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}, Certificates: []tls.Certificate{s.certificate},
	}), server})
}

// erpDoors are the listeners that take posts.
func (s *Server) erpDoors() []*limitListener {
	if s.tls == nil {
		return []*limitListener{s.erp}
	}
	return []*limitListener{s.erp, s.tls}
}

// unbind closes what bind opened.
func (s *Server) unbind() error {
	var errs []error
	for _, listener := range []*limitListener{s.erp, s.ctl, s.tls} {
		if listener != nil {
			errs = append(errs, ignoreClosed(listener.Close()))
		}
	}
	return errors.Join(errs...)
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

const maxHeaderBytes = 32 << 10

// httpServer has a limit for everything that a slow or hostile sender could draw out.
func (s *Server) httpServer(handler http.Handler) *http.Server {
	const writeTime = 20 * time.Second
	return &http.Server{
		Handler:                      handler,
		ReadHeaderTimeout:            min(5*time.Second, s.config.ReadTimeout),
		ReadTimeout:                  s.config.ReadTimeout,
		WriteTimeout:                 s.config.ReadTimeout + writeTime,
		IdleTimeout:                  2 * time.Minute,
		MaxHeaderBytes:               maxHeaderBytes,
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     quietLog(s.config.Logger),
	}
}

// quietLog sends what net/http says of broken connections to the debug level.
func quietLog(to *slog.Logger) *log.Logger {
	return slog.NewLogLogger(to.Handler(), slog.LevelDebug)
}

// reachable is an address that this machine can connect to: a door that listens on every address
// is reached by loopback.
func reachable(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return addr.String()
	}
	return fmt.Sprintf("127.0.0.1:%d", tcp.Port)
}
