package play

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/leftovers"
	"github.com/erpkit/erpkit/sender/target"
)

// clean removes from a real ERP what the story has added and not removed itself, the last one first. What cannot
// be removed is a leftover.
func (p *player) clean(ctx context.Context) {
	if p.wire == nil || p.wire.ledger == nil || p.opts.Keep {
		return
	}
	for _, left := range p.wire.ledger.Leftovers() {
		if ctx.Err() != nil {
			break
		}
		x, gone, words := p.remove(ctx, left)
		p.c.Cleanup = append(p.c.Cleanup, x)
		switch {
		case !gone:
			p.wire.ledger.Stays(left, true, words)
		case words != "":
			p.c.Notes = append(p.c.Notes, words)
			fallthrough
		default:
			p.wire.ledger.Strike(left)
		}
		if p.interrupted && x.Result.Trouble != "" {
			break // the person is waiting, and the ERP does not answer
		}
	}
	p.run.keepLeftovers(p, p.wire.ledger.Leftovers())
}

// remove removes a leftover. After Ctrl-C, an ERP that did not answer the post before gets little time.
func (p *player) remove(ctx context.Context, left leftovers.Leftover) (x Exchange, gone bool, why string) {
	const impatience = 2 * time.Second
	if p.interrupted && left.Unsure {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, impatience)
		defer cancel()
	}
	return p.wire.remove(ctx, left)
}

// remove posts the removal of a leftover, and tells whether the ERP no longer holds it.
func (w *wire) remove(ctx context.Context, left leftovers.Leftover) (x Exchange, gone bool, why string) {
	client, err := w.client(nil)
	if err != nil {
		return Exchange{}, false, err.Error()
	}
	x = Exchange{Act: schemas.Act{Kind: left.Kind, Type: "remove"}, Sent: true, Result: client.Post(ctx, left.URL, []byte(left.Body))}
	gone, why = left.Settled(x.Result)
	return x, gone, why
}

// CleanupOptions say how leftovers are removed.
type CleanupOptions struct {
	// Target has headers, certificates and the hosts that are allowed. URLs are needed only
	// where those in the file had secrets, which are not stored.
	Target Target
	DryRun bool
	// Begin is told where the posts will go, before the first one; its error ends the cleanup. It may be nil.
	Begin func(urls []string) error
}

// CleanupStep is what became of one leftover.
type CleanupStep struct {
	Leftover leftovers.Leftover
	// Result is the ERP's answer; without a status in a dry run.
	Result sender.Result
	// Gone is true if the ERP no longer holds it.
	Gone bool
	// Why says why it is still there, or anything else worth knowing.
	Why string
}

// CleanupResult is what came of a cleanup.
type CleanupResult struct {
	Steps []CleanupStep
	// Left is how many leftovers are still in the file; a file with none is deleted.
	Left int
	// Exit is the exit class: ExitPassed if nothing is left.
	Exit int
}

// Cleanup works through a file of leftovers: it posts their removals in order, and after each post keeps in the
// file what is still there. An error says that the file or an option is wrong; then nothing was posted.
func Cleanup(ctx context.Context, path string, opts CleanupOptions) (*CleanupResult, error) {
	list, err := leftovers.Read(path)
	if err != nil {
		return nil, err
	}
	urls, err := opts.address(list)
	if err == nil && opts.Begin != nil {
		err = opts.Begin(urls)
	}
	if err != nil {
		return nil, err
	}
	client, err := opts.Target.Client()
	if err != nil {
		return nil, err
	}
	defer client.Close()
	result := &CleanupResult{}
	var rest []leftovers.Leftover
	for i, left := range list {
		step := CleanupStep{Leftover: left, Why: "A dry run: nothing was sent."}
		if ctx.Err() != nil {
			step.Why = "It was interrupted before."
		} else if !opts.DryRun {
			step.Result = client.Post(ctx, urls[i], []byte(left.Body))
			step.Gone, step.Why = left.Settled(step.Result)
		}
		if !step.Gone {
			left.Why = opts.Target.Hide(step.Why)
			rest = append(rest, left)
		}
		result.Steps = append(result.Steps, step)
		if opts.DryRun {
			continue
		}
		if err := leftovers.Write(path, append(rest[:len(rest):len(rest)], list[i+1:]...)); err != nil {
			return nil, fmt.Errorf("the file of leftovers cannot be written: %w", err)
		}
	}
	result.Left = len(rest)
	result.Exit = cleanupExit(ctx, result)
	return result, nil
}

// address finds the URL of every leftover, and refuses hosts that are not allowed. The list, which is written back
// to the file, keeps URLs without secrets.
func (o CleanupOptions) address(list []leftovers.Leftover) (urls []string, err error) {
	if err := o.Target.check(o.DryRun); err != nil {
		return nil, err
	}
	for i := range list {
		url := list[i].URL
		if given, there := o.Target.URL(list[i].Kind); there {
			url = given
		}
		if strings.Contains(url, show.Masked) {
			return nil, fmt.Errorf("entry %d of the file (%s) has a URL whose secrets were not stored: give the URL again", i+1, list[i].What)
		}
		one := Target{Target: target.Target{Single: url}, AllowHosts: o.Target.AllowHosts}
		if _, err := schemas.ParseKind(string(list[i].Kind)); err != nil {
			return nil, fmt.Errorf("entry %d of the file: %w", i+1, err)
		}
		if err := one.check(o.DryRun); err != nil {
			return nil, fmt.Errorf("entry %d of the file (%s): %w", i+1, list[i].What, err)
		}
		urls, list[i].URL = append(urls, url), o.Target.Hide(show.URL(url))
	}
	return urls, nil
}

func cleanupExit(ctx context.Context, r *CleanupResult) int {
	lost := false
	for _, step := range r.Steps {
		lost = lost || neverReached(step.Result.Trouble)
	}
	switch {
	case ctx.Err() != nil:
		return ExitInterrupted
	case len(r.Steps) == 0:
		return ExitNothing
	case lost:
		return ExitUnreachable
	case r.Left > 0:
		return ExitFailed
	}
	return ExitPassed
}
