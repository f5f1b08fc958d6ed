package play

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Options say where and how stories are played. The zero value plays them one after the
// other against the mock inside this process.
type Options struct {
	Target Target
	// FailFast leaves out the stories after the first failure.
	FailFast bool
	// Parallel is how many stories are played at once; 0 means one.
	Parallel int
	// DryRun posts nothing: the result lists the posts that would be made if everything went as the story expects.
	DryRun bool
	// Prefix goes before every serial, and with PrefixWorkOrders before every work order number. It is for real ERPs,
	// where each run needs names of its own.
	Prefix           string
	PrefixWorkOrders bool
	// Keep leaves in place what was added on a real ERP, and the runs on a mock that is steered.
	Keep bool
	// Leftovers is the file for what was added to a real ERP and not removed; "" means no file. It is kept up to date
	// during the run, so that it is right even after a kill -9.
	Leftovers string
	// Seed, if set, replaces the seed of every story.
	Seed *uint64
	// MaxTime bounds one story; 0 means ten minutes. Grace bounds its finally and the cleanup after that time; 0 means
	// half a minute. After Ctrl-C it is ten seconds at most.
	MaxTime, Grace time.Duration
	// Progress is told what happens, one event at a time; it must not block. It may be nil.
	Progress func(Event)
}

// The defaults of Options.
const (
	defaultMaxTime = 10 * time.Minute
	defaultGrace   = 30 * time.Second
	// graceAfterCtrlC bounds Grace after ctx ended.
	graceAfterCtrlC = 10 * time.Second
	maxParallel     = 64
	maxPrefix       = 40
)

// withDefaults fills in defaults, and refuses all wrong options together.
func (o Options) withDefaults() (Options, error) {
	var wrong []error
	o.MaxTime = cmp.Or(o.MaxTime, defaultMaxTime)
	o.Grace = cmp.Or(o.Grace, defaultGrace)
	o.Parallel = cmp.Or(o.Parallel, 1)
	if o.Parallel < 0 || o.Parallel > maxParallel {
		wrong = append(wrong, fmt.Errorf("%d stories cannot be played at once: give 1 to %d", o.Parallel, maxParallel))
	}
	if o.MaxTime < 0 || o.Grace < 0 {
		wrong = append(wrong, errors.New("a time cannot be negative: leave it out for the default"))
	}
	if o.Target.isMock() && o.Prefix != "" {
		wrong = append(wrong, errors.New("a prefix is for a real ERP: the mock inside the process is new for each story, so leave the prefix out or give a URL"))
	}
	if o.PrefixWorkOrders && o.Prefix == "" {
		wrong = append(wrong, errors.New("a prefix for work orders needs a prefix: give both (--prefix-work-orders needs --prefix)"))
	}
	if len(o.Prefix) > maxPrefix || strings.ContainsFunc(o.Prefix, notInPrefix) {
		wrong = append(wrong, fmt.Errorf("the prefix %q cannot be used: at most %d letters, digits, hyphens, points and underscores", o.Prefix, maxPrefix))
	}
	wrong = append(wrong, o.Target.check(o.DryRun))
	return o, errors.Join(wrong...)
}

func notInPrefix(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.')
}

// NewPrefix makes a prefix that no other run has, such as "R4TGK2Q-".
func NewPrefix() string {
	return "R" + rand.Text()[:6] + "-"
}
