package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"unicode"

	"golang.org/x/time/rate"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// postPrinter prints one line for each post while the mock serves. It never delays a post: posts that come faster
// than a person can read are only counted.
type postPrinter struct {
	all    bool
	lines  chan string
	limit  *rate.Limiter
	missed atomic.Uint64
}

func newPostPrinter(which string) (*postPrinter, error) {
	switch which {
	case "none":
		return nil, nil
	case "posts", "refusals":
		return &postPrinter{all: which == "posts", lines: make(chan string, 256), limit: rate.NewLimiter(20, 100)}, nil
	}
	return nil, fmt.Errorf("%q is not known: use posts, refusals or none", which)
}

// hook receives each exchange; the mask says which of its values are secret.
func (p *postPrinter) hook(mask traffic.Mask) func(*traffic.Exchange) {
	if p == nil {
		return nil
	}
	return func(x *traffic.Exchange) {
		if !p.all && x.Answer.Status < 400 && x.Answer.Fault == "" {
			return
		}
		if !p.limit.Allow() {
			p.missed.Add(1)
			return
		}
		select {
		case p.lines <- line(mask.Of(x)):
		default:
			p.missed.Add(1)
		}
	}
}

// start prints until the returned function is called, which prints the rest.
func (p *postPrinter) start(to io.Writer) (stop func()) {
	if p == nil {
		return func() {}
	}
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case l := <-p.lines:
				p.print(to, l)
			case <-quit:
				p.printRest(to)
				return
			}
		}
	}()
	return func() {
		close(quit)
		<-done
	}
}

func (p *postPrinter) printRest(to io.Writer) {
	for {
		select {
		case l := <-p.lines:
			p.print(to, l)
		default:
			p.print(to, "")
			return
		}
	}
}

func (p *postPrinter) print(to io.Writer, l string) {
	if missed := p.missed.Swap(0); missed > 0 {
		fmt.Fprintf(to, "… too many posts to print one by one, %d left out here; see the control door\n", missed)
	}
	if l != "" {
		fmt.Fprintln(to, l)
	}
}

// line describes one post: what was posted, the answer as the operator reads it, the clauses that the post breaks, and
// what was done to the answer on the wire.
func line(x *traffic.Exchange) string {
	what := strings.Join(slices.DeleteFunc([]string{string(x.Kind), x.Type, x.Serial}, func(word string) bool { return word == "" }), " ")
	if x.Kind == "" {
		what = x.Request.Method + " " + x.Request.URL
	}
	text := fmt.Sprintf("%s #%d %s %s -> %d %s", x.At.Format("15:04:05"), x.ID, x.Run, what, x.Answer.Status, spoken(x))
	if clauses := clausesOf(x); len(clauses) > 0 {
		text += " [" + strings.Join(clauses, ", ") + "]"
	}
	if x.Decision.Rule != "" {
		text += " (rule " + x.Decision.Rule + ")"
	}
	if x.Answer.Fault != "" {
		text += " (fault " + x.Answer.Fault + ")"
	}
	if x.Answer.Lost {
		text += ": the sender did not hear it"
	}
	return printable(text)
}

// spoken is the message of a refusal, or the body of any other answer.
func spoken(x *traffic.Exchange) string {
	const most = 200
	var said struct {
		Message string `json:"message"`
	}
	body := x.Read().Body
	if x.Answer.Status < 400 || json.Unmarshal(body, &said) != nil || said.Message == "" {
		return show.Clip(string(body), most)
	}
	return show.Clip(said.Message, most)
}

// clausesOf are the clauses that the post breaks, each once: also of one that was accepted.
func clausesOf(x *traffic.Exchange) []string {
	var clauses []string
	for _, f := range x.Findings {
		if f.Level != schemas.Note && !slices.Contains(clauses, f.Clause) {
			clauses = append(clauses, f.Clause)
		}
	}
	return clauses
}

// printable escapes a text, so that no sender can steer the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '·'
	}, s)
}
