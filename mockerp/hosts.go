package mockerp

import "net"

// controlHosts are the names, beside loopback's, under which a browser may call the control door: the
// one that it was told to listen on.
func controlHosts(addr string) []string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil || host == "" {
		return nil
	}
	return []string{host}
}
