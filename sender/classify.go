package sender

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"slices"
)

// classify names the trouble behind an error of the transport. stage says how far the post got;
// status is that of an answer that had begun, or 0.
func classify(err error, stage Stage, status int) Trouble {
	switch {
	case errors.Is(err, context.Canceled):
		return Cancelled
	case errors.Is(err, context.DeadlineExceeded):
		return Timeout
	case isTimeout(err) && !isDNS(err):
		return Timeout
	case errors.As(err, new(*proxyError)):
		return ProxyFailed
	case isDNS(err):
		return DNS
	case stage == StageTLS || isTLS(err):
		return TLS
	case isOneOf(err, refusedErrors):
		return Refused
	case stage <= StageConnect:
		return Unreachable
	case isEnd(err) && status != 0:
		return CutShort
	case isEnd(err):
		return Reset
	}
	return BrokenHTTP
}

func isDNS(err error) bool {
	var e *net.DNSError
	return errors.As(err, &e)
}

func isTimeout(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Timeout() || isOneOf(err, timeoutErrors)
}

// isTLS also recognises the alert of a server that refuses us after the handshake, as TLS 1.3
// does when it wants a client certificate: the type of that error is not exported, its operation
// is.
func isTLS(err error) bool {
	var verify *tls.CertificateVerificationError
	return errors.As(err, &verify) || isAlert(err) || isRecordHeader(err)
}

// isEnd tells whether the other side ended the connection.
func isEnd(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || isOneOf(err, endErrors)
}

func isOneOf(err error, list []error) bool {
	return slices.ContainsFunc(list, func(one error) bool { return errors.Is(err, one) })
}

// tlsReason says what is wrong with the certificate or the handshake, if known.
func tlsReason(err error) (words, cure string) {
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &unknown):
		return "The certificate is signed by an authority that the sender does not know.",
			"Give the sender the authority's certificate, or let the ERP use a certificate of a public authority."
	case errors.As(err, &host):
		return "The certificate is for another host.", "Use the host name in the certificate, or get a certificate for this host."
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "The certificate has expired or is not valid yet.", "Renew the ERP's certificate, and check the clocks of both machines."
	case isRecordHeader(err):
		return "The URL says https but the ERP speaks plain http on this port.", "Write http:// in the URL, or give the port that speaks https."
	case isAlert(err):
		return "The ERP refused the handshake; it may want a client certificate.", "Give the sender a client certificate that the ERP knows, and check the TLS versions of both sides."
	}
	return "", ""
}

func isRecordHeader(err error) bool {
	var record tls.RecordHeaderError
	return errors.As(err, &record)
}

func isAlert(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "remote error"
}
