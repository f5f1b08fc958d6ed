package capture

import (
	"strings"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

// Options say how exchanges are written. The zero value is valid.
type Options struct {
	// Base is where the ERP door was reached; an exchange keeps only the path. "" stands for
	// http://127.0.0.1:8085.
	Base string
	// Version is that of erpkit, for the formats that name their maker.
	Version string
	// Mask says which values are secret.
	Mask traffic.Mask
	// Reveal writes secrets too: what is written then repeats the post as it was, and must be
	// kept like a password.
	Reveal bool
}

// url is the whole address that was posted to, in ASCII.
func (o Options) url(x *traffic.Exchange) string {
	target := x.Request.URL
	if !strings.Contains(target, "://") {
		base := o.Base
		if base == "" {
			base = "http://127.0.0.1:8085"
		}
		target = strings.TrimRight(base, "/") + "/" + strings.TrimLeft(target, "/")
	}
	return asciiURL(target)
}

// shown is the exchange as it may be written.
func (o Options) shown(x *traffic.Exchange) *traffic.Exchange {
	if o.Reveal {
		return x
	}
	return o.Mask.Of(x)
}

// asciiURL escapes what may not stand in a URL, and nothing that may: what was sent stays as it was.
func asciiURL(raw string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	b.Grow(len(raw))
	for i := range len(raw) {
		c := raw[i]
		switch {
		case c == '%' && (i+2 >= len(raw) || !isHex(raw[i+1]) || !isHex(raw[i+2])),
			c <= ' ', c >= 0x7f, strings.IndexByte("\"<>\\^`{|}", c) >= 0:
			b.WriteString("%" + hex[c>>4:c>>4+1] + hex[c&15:c&15+1])
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
