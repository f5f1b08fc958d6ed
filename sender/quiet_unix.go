//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package sender

import (
	"crypto/tls"
	"errors"
	"net"
	"syscall"
)

// quiet checks an idle connection without waiting or reading from it: the ERP must neither have
// closed it nor have sent anything unasked.
func quiet(conn net.Conn) bool {
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	socket, ok := conn.(syscall.Conn)
	if !ok {
		return true
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return false
	}
	silent := false
	err = raw.Read(func(fd uintptr) bool {
		var one [1]byte
		_, _, err := syscall.Recvfrom(int(fd), one[:], syscall.MSG_PEEK)
		silent = errors.Is(err, syscall.EAGAIN)
		return true
	})
	return err == nil && silent
}
