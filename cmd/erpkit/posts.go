package main

import (
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"unicode"

	"golang.org/x/time/rate"

	"github.com/erpkit/erpkit/mockerp/journal"
)

// postPrinter prints one line for a post while the mock serves, without ever holding a post up: what
// comes faster than a person could read is counted instead.
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

func (p *postPrinter) hook() func(*journal.Exchange) {
	if p == nil {
		return nil
	}
	return func(x *journal.Exchange) {
		if !p.all && x.Answer.Status < 400 {
			return
		}
		if !p.limit.Allow() {
			p.missed.Add(1)
			return
		}
		select {
		case p.lines <- line(x):
		default:
			p.missed.Add(1)
		}
	}
}

// start prints until the returned function is called, which prints what is left.
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

func line(x *journal.Exchange) string {
	body := x.Answer.Body
	if len(body) > 200 {
		body = append(append([]byte{}, body[:200]...), "…"...)
	}
	return printable(fmt.Sprintf("%s #%d %s %s %s %s -> %d %s", x.At.Format("15:04:05"), x.ID, x.Run, x.Kind, x.Type,
		x.Serial, x.Answer.Status, body))
}

// printable keeps what a sender chose from steering the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '·'
	}, s)
}
