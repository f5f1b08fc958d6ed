package console_test

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chromedp/chromedp"
)

// shot saves what the page looks like where ERPKIT_SHOTS says: the pictures of the guide are made so, see doc.go.
func (p *page) shot(name string) {
	p.t.Helper()
	folder := os.Getenv("ERPKIT_SHOTS")
	if folder == "" {
		return
	}
	shown, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	small, err := shrink(shown)
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, strings.ReplaceAll(name, "/", "-")+".png"), small, 0o600); err != nil {
		p.t.Error(err)
	}
}

// shrink writes a PNG with its most frequent colours only: of a page of text nobody sees the difference.
func shrink(shown []byte) ([]byte, error) {
	const most = 160
	from, err := png.Decode(bytes.NewReader(shown))
	if err != nil {
		return nil, err
	}
	counts, box := map[color.Color]int{}, from.Bounds()
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			counts[from.At(x, y)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(counts), func(a, b color.Color) int { return cmp.Compare(counts[b], counts[a]) })
	to := image.NewPaletted(box, colours[:min(most, len(colours))])
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			to.Set(x, y, from.At(x, y))
		}
	}
	var small bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&small, to)
	return small.Bytes(), err
}
