package network

import (
	"io"
	"net"
	"time"
)

const (
	// mostLeaving bounds the connections that are seen off at one time.
	mostLeaving = 64
	// firstWords is how long a connection too many may take to say the first byte of what it wants.
	firstWords = 200 * time.Millisecond
	// lastWords bounds what is heard of it after the answer, in time and in bytes.
	lastWords, mostLastWords = time.Second, 1 << 20
)

// seeOff answers a connection that there is no room for, and closes it. Clients take an answer that comes before they
// asked for a broken connection, and a close on bytes that nobody read is a reset, which can overtake the answer: so
// the beginning of the request is waited for, and its rest is read.
func seeOff(from net.Conn, said []byte) {
	defer from.Close()
	if from.SetReadDeadline(time.Now().Add(firstWords)) != nil {
		return
	}
	_, _ = from.Read(make([]byte, 1)) // who says nothing is told all the same
	tell(from, said)
	if tcp, ok := from.(*net.TCPConn); ok {
		_ = tcp.CloseWrite() // fails only where the other side is gone already, and so does the reading
	}
	if from.SetReadDeadline(time.Now().Add(lastWords)) == nil {
		_, _ = io.CopyN(io.Discard, from, mostLastWords)
	}
}

// tell says it in one write that fits a socket buffer; it cannot block for long.
func tell(to net.Conn, said []byte) {
	if said != nil && to.SetWriteDeadline(time.Now().Add(100*time.Millisecond)) == nil {
		_, _ = to.Write(said) // the sender may be gone; there is nothing left to tell it
	}
}
