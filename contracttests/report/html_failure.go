package report

import (
	"bytes"
	"encoding/json"
	"html/template"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas/show"
)

// pageFailure is one result on the page; most of it is empty where the check did not fail.
type pageFailure struct {
	ID, Level, Clause                                                                 string
	Name, Outcome, Tone, Reason, Expected, Got, Answer, Raw, Cure, Curl, Script, Took string
	Shown                                                                             template.HTML // the answer as what it is
	Follows                                                                           string        // the failure that explains it
	Also, Effect                                                                      string        // of a cause
	Posts, Failed, More                                                               int
	Open, Known                                                                       bool
}

func (r *Report) pageCause(c *cause) pageFailure {
	p := r.pageFailure(c.example())
	p.More, p.Effect = len(c.Failures)-1, r.followWords(c)
	if p.More > 0 {
		p.Also = show.Count(p.More, "more check fails", "more checks fail") + " in the same way: " + names(c.Failures[1:])
	}
	return p
}

func (r *Report) pageFailure(one check.Result) pageFailure {
	hide := r.Target.Hide
	p := pageFailure{
		ID: one.Check.Clause, Level: string(one.Check.Level()), Clause: sentence(one.Check.Clause),
		Name: one.Check.Name, Outcome: string(one.Outcome), Tone: outcomeTone(one), Reason: hide(one.Reason),
		Took: one.Took.Round(time.Millisecond).String(), Posts: len(one.Exchanges),
		Open: one.Outcome == check.Fail || one.Outcome == check.Error, Known: r.known.lists(one.Check),
	}
	if cause, follows := r.causeOf(one); follows {
		p.Follows = Entry(cause)
	}
	if f := one.Failure; f != nil {
		p.Expected, p.Got, p.Cure = hide(f.Expected), hide(f.Got), f.Cure
		p.Script, p.Failed = script(r.Target, one), failedPost(one)
		if f.Exchange != nil {
			p.Curl = curl(r.Target, *f.Exchange, show.Sh)
			p.Answer, p.Shown, p.Raw = shownAnswer(*f.Exchange, hide)
		}
	}
	return p
}

// mostShown bounds what the page shows of an answer, in bytes.
const mostShown = 4000

// shownAnswer gives an answer as what it is: JSON indented and coloured, a page as its text with the bytes beside it, and
// all else as it came.
func shownAnswer(x check.Exchange, hide func(string) string) (line string, body template.HTML, raw string) {
	tr := x.Result.Transcript
	text := strings.TrimSpace(hide(string(tr.AnswerBody)))
	if tr.Status == 0 || text == "" {
		return hide(answerLine(x)), "", ""
	}
	line = "HTTP " + tr.AnswerHeader.Get("Content-Type")
	if status := answerLine(x); len(status) > len("HTTP 200") {
		line = status[:len("HTTP 200")] + " " + tr.AnswerHeader.Get("Content-Type")
	}
	var indented bytes.Buffer
	switch {
	case json.Indent(&indented, []byte(text), "", "  ") == nil:
		return hide(line), coloured(show.Clip(indented.String(), mostShown)), ""
	case strings.HasPrefix(text, "<"):
		return hide(line) + ", a page; its text:", escaped(show.Clip(textOfPage(text), mostShown)), show.Clip(text, mostShown)
	}
	return hide(line), escaped(show.Clip(text, mostShown)), ""
}

func escaped(text string) template.HTML { return template.HTML(template.HTMLEscapeString(text)) } //nolint:gosec // escaped here

// jsonToken is a text with or without the colon of a name, a number or a word.
var jsonToken = regexp.MustCompile(`("(?:\\.|[^"\\])*")(\s*:)?|-?\d[\d.eE+-]*|\b(?:true|false|null)\b`)

// coloured marks the tokens of JSON; every piece of it is escaped.
func coloured(text string) template.HTML {
	var b strings.Builder
	end := 0
	for _, at := range jsonToken.FindAllStringSubmatchIndex(text, -1) {
		kind := "n"
		if at[2] >= 0 {
			kind = "s"
		}
		if at[4] >= 0 {
			kind = "k"
		}
		b.WriteString(template.HTMLEscapeString(text[end:at[0]]))
		b.WriteString(`<span class="` + kind + `">` + template.HTMLEscapeString(text[at[0]:at[1]]) + "</span>")
		end = at[1]
	}
	b.WriteString(template.HTMLEscapeString(text[end:]))
	return template.HTML(b.String()) //nolint:gosec // every piece is escaped
}

// textOfPage is what a person would read of an HTML page.
func textOfPage(page string) string {
	tokens := html.NewTokenizer(strings.NewReader(page))
	var words []string
	for hidden := false; ; {
		switch tokens.Next() {
		case html.ErrorToken:
			return strings.Join(words, "\n")
		case html.StartTagToken:
			name, _ := tokens.TagName()
			hidden = string(name) == "script" || string(name) == "style"
		case html.EndTagToken:
			hidden = false
		case html.TextToken:
			if text := strings.Join(strings.Fields(string(tokens.Text())), " "); text != "" && !hidden {
				words = append(words, text)
			}
		}
	}
}
