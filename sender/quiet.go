package sender

import (
	"crypto/tls"
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
	nothing := false
	err = raw.Read(func(fd uintptr) bool {
		nothing = silent(fd)
		return true
	})
	return err == nil && nothing
}
