package mockerp

import (
	"errors"
	"fmt"
	"os"

	"github.com/erpkit/erpkit/mockerp/network"
)

// bind opens the doors that the configuration names, without serving them.
func (s *Server) bind() (err error) {
	c := s.config
	if s.erp, err = s.listen(c.Addr, "ERP door", "--addr"); err != nil {
		return err
	}
	if s.ctl, err = s.listen(c.ControlAddr, "control door", "--control-addr"); err != nil {
		return err
	}
	if c.TLSAddr == "" {
		return nil
	}
	if s.tls, err = s.listen(c.TLSAddr, "TLS door", "--tls-addr"); err != nil {
		return err
	}
	if err := s.tls.Encrypt(c.TLSCertificate, c.TLSHosts); err != nil {
		return fmt.Errorf("the certificate of the TLS door cannot be made: %w", err)
	}
	return s.writeAuthority()
}

func (s *Server) listen(addr, what, flag string) (*network.Door, error) {
	door, err := network.Listen(network.Options{
		Addr: addr, MaxConns: s.config.MaxConns, ReadTimeout: s.config.ReadTimeout, Logger: s.config.Logger,
	})
	if err != nil {
		return nil, fmt.Errorf("the %s cannot listen on %s: %w; choose another address with %s (port 0 picks a free one)", what, addr, err, flag)
	}
	s.doors = append(s.doors, door)
	return door, nil
}

// writeAuthority writes the authority of the TLS door where it was asked for.
func (s *Server) writeAuthority() error {
	c := s.config
	if c.TLSAuthorityFile == "" {
		return nil
	}
	if s.tls.Authority() == nil {
		return fmt.Errorf("no authority signs a certificate that is %s: leave --tls-ca-file out, or choose another --tls-certificate", c.TLSCertificate)
	}
	if err := os.WriteFile(c.TLSAuthorityFile, s.tls.Authority(), 0o644); err != nil { // it is public
		return fmt.Errorf("the certificate authority cannot be written: %w; choose another file with --tls-ca-file", err)
	}
	return nil
}

// unbind closes what bind opened.
func (s *Server) unbind() error {
	var errs []error
	for _, door := range s.doors {
		errs = append(errs, door.Close())
	}
	return errors.Join(errs...)
}

// erpDoors are the doors that take posts.
func (s *Server) erpDoors() []*network.Door {
	if s.tls == nil {
		return []*network.Door{s.erp}
	}
	return []*network.Door{s.erp, s.tls}
}
