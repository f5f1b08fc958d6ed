package traffic_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

const said = `{"externalId":"E-1"}`

// packed packs a text in one encoding.
func packed(t *testing.T, encoding, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch encoding {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "br":
		w = brotli.NewWriter(&b)
	case "deflate":
		w = zlib.NewWriter(&b)
	case "raw deflate":
		w, _ = flate.NewWriter(&b, 5)
	case "zstd":
		w, _ = zstd.NewWriter(&b)
	default:
		return []byte(text)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestUnpack takes every encoding off, and leaves alone what is not packed or cannot be unpacked.
func TestUnpack(t *testing.T) {
	bomb := strings.Repeat("x", 5<<20)
	for name, one := range map[string]struct {
		encoding string
		body     []byte
		want     string
	}{
		"gzip": {"GZIP", packed(t, "gzip", said), said}, "br": {"br", packed(t, "br", said), said}, "deflate": {"deflate", packed(t, "deflate", said), said},
		"raw deflate": {"deflate", packed(t, "raw deflate", said), said}, "zstd": {"zstd", packed(t, "zstd", said), said},
		"twice":      {"gzip, br", packed(t, "br", string(packed(t, "gzip", said))), said},
		"not packed": {"br", []byte(said), said}, "unknown": {"lzma", []byte("xyz"), "xyz"}, "broken": {"gzip", []byte("\x1f\x8bx"), "\x1f\x8bx"},
		"empty": {"gzip", nil, ""}, "a bomb": {"gzip", packed(t, "gzip", bomb), string(packed(t, "gzip", bomb))},
		"cut off": {"gzip", packed(t, "gzip", said)[:20], string(packed(t, "gzip", said)[:20])},
	} {
		if got := traffic.Unpack(http.Header{"Content-Encoding": {one.encoding}}, one.body); string(got) != one.want {
			t.Errorf("%s: got %.100q", name, got)
		}
	}
}

// TestRead is what the MES makes of an answer: what a script packed unasked it does not unpack.
func TestRead(t *testing.T) {
	gzip := http.Header{"Content-Encoding": {"gzip"}, "Content-Type": {"application/json"}}
	asked := http.Header{"Accept-Encoding": {"gzip"}}
	for name, one := range map[string]struct {
		x    traffic.Exchange
		want string
	}{
		"asked":    {traffic.Exchange{Request: traffic.Request{Header: asked}, Answer: traffic.Answer{Status: 200, Header: gzip, Body: packed(t, "gzip", said)}}, said},
		"unasked":  {traffic.Exchange{Decision: traffic.Decision{By: "script"}, Answer: traffic.Answer{Status: 200, Header: gzip, Body: packed(t, "gzip", said)}}, string(packed(t, "gzip", said))},
		"upstream": {traffic.Exchange{Decision: traffic.Decision{By: "upstream"}, Answer: traffic.Answer{Status: 200, Header: gzip, Body: packed(t, "gzip", said)}}, said},
		"captured": {traffic.Exchange{Origin: &traffic.Origin{}, Answer: traffic.Answer{Status: 200, Header: gzip, Body: packed(t, "gzip", said)}}, said},
		"half":     {traffic.Exchange{Answer: traffic.Answer{Status: 200, Body: []byte(said), Fault: "truncated-json"}}, said[:len(said)/2]},
		"204":      {traffic.Exchange{Answer: traffic.Answer{Status: 204, Body: []byte(said)}}, ""},
	} {
		raw := bytes.Clone(one.x.Answer.Body)
		if got := one.x.Read(); string(got.Body) != one.want {
			t.Errorf("%s: got %q", name, got.Body)
		}
		if !bytes.Equal(raw, one.x.Answer.Body) || one.x.Answer.Header != nil && one.x.Answer.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: what was recorded has changed", name)
		}
	}
}
