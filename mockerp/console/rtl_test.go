package console_test

import (
	"fmt"
	"strings"
	"testing"
)

// places makes before, which tells whether one text stands left of another in an element, by the edges of their first letters.
const places = `(() => {
	const at = (selector, letter) => {
		for (const element of document.querySelectorAll(selector)) {
			const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
			for (let node = walk.nextNode(); node; node = walk.nextNode()) {
				const index = node.data.indexOf(letter);
				if (index < 0) continue;
				const range = document.createRange();
				range.setStart(node, index);
				range.setEnd(node, index + 1);
				return range.getBoundingClientRect().left;
			}
		}
		return NaN;
	};
	window.before = (selector, left, right) => at(selector, left) < at(selector, right);
})(); 0`

// disorder names what stands on the wrong side of its neighbour.
func (p *page) disorder(pairs [][3]string) (wrong []string) {
	p.t.Helper()
	for _, pair := range pairs {
		if !ask[bool](p, "before("+quote(pair[0])+", "+quote(pair[1])+", "+quote(pair[2])+")") {
			wrong = append(wrong, fmt.Sprintf("%q is not left of %q in %s", pair[1], pair[2], pair[0]))
		}
	}
	return wrong
}

// columns gives the left edges of the cells of a row.
func (p *page) columns(id string) string {
	return ask[string](p, `[...document.querySelectorAll("[data-id='`+id+`'] [role=gridcell]")].map((c) => Math.round(c.getBoundingClientRect().left)).join(" ")`)
}

// TestPage_ShowsHebrewAmongEnglish: Hebrew parts, orders and messages stand where they belong, each with its own punctuation, and move
// nothing beside them.
func TestPage_ShowsHebrewAmongEnglish(t *testing.T) {
	p := open(t)
	p.post("device", device("SN-0001"))
	p.setScript("version: 1\nrules:\n  - answer: { status: 409, body: { message: הזמנה סגורה! } }\n")
	hebrew := strings.NewReplacer("SN-0001", "גיטרה-12 (א)", "WO-1", "הזמנה 7").Replace(device("SN-0001"))
	p.post("device", strings.Replace(hebrew, "{", `{"כמות":12,`, 1))
	p.text(".list", "הזמנה")
	if english, hebrew := p.columns("1"), p.columns("2"); english == "" || english != hebrew {
		t.Errorf("the columns of an English row are at %s, of a Hebrew one at %s", english, hebrew)
	}
	ask[int](p, places)
	if wrong := p.disorder([][3]string{{"[data-id='2'] .said", "!", "ה"}}); len(wrong) > 0 { // a Hebrew sentence ends at its left
		t.Error(wrong)
	}
	ask[int](p, `location.hash = "#/live?x=2"; 0`)
	p.text(".detail", "shows")
	detail := [][3]string{
		{".detail-head h2", "set serial", "ג"}, {".detail .soft", "Exchange", "work order"}, {".detail .soft", "work order", "ה"}, {".detail .soft", "ה", "life of this serial"},
		{".detail .refused", "“", "ה"}, {".detail .refused", "!", "ה"}, {".detail .refused", "ה", "”"},
		{".json-line:has(.json-other)", "כמות", "12"}, {".json-line:has(.json-other)", ":", "12"},
	}
	if wrong := p.disorder(detail); len(wrong) > 0 {
		t.Error(wrong)
	}
	p.shot("hebrew")
	ask[int](p, `document.styleSheets[0].insertRule("bdi { unicode-bidi: normal !important; direction: ltr !important }", document.styleSheets[0].cssRules.length)`)
	if wrong := p.disorder(detail); len(wrong) < 2 {
		t.Errorf("without isolation only this is out of order, so this test would see little: %v", wrong)
	}
}
