package mockerp

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"regexp"
	"time"

	"github.com/erpkit/erpkit/mockerp/control"
	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/network"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/upstream"
	"github.com/erpkit/erpkit/schemas/show"
)

// Mode says what the mock does with what it finds wrong.
type Mode string

// Enforce refuses a post that breaks a MUST; Observe records the findings and answers as if
// there were none. A script's answer wins in both.
const (
	Enforce Mode = "enforce"
	Observe Mode = "observe"
)

// ParseMode turns a word into a mode.
func ParseMode(word string) (Mode, error) {
	switch m := Mode(word); m {
	case Enforce, Observe:
		return m, nil
	}
	return "", fmt.Errorf("%q is not a judge mode: use %q or %q", word, Enforce, Observe)
}

// The defaults of Config. Both doors bind to loopback unless told otherwise.
const (
	DefaultAddr        = "127.0.0.1:8085"
	DefaultControlAddr = "127.0.0.1:8086"

	defaultMaxBody     = 1 << 20
	defaultMaxRuns     = 1000
	defaultMaxConns    = 4096
	defaultMaxThings   = 50_000
	defaultMaxTotal    = 200_000 // things of some 1.2 KB each
	defaultMaxCount    = 10_000
	defaultMaxBytes    = 64 << 20
	defaultReadTimeout = 10 * time.Second
)

// Config holds all settings of a mock. The zero value is a valid configuration.
type Config struct {
	// Addr and ControlAddr are the host:port of the ERP door and the control door; port 0 picks
	// a free one. Empty means DefaultAddr and DefaultControlAddr.
	Addr, ControlAddr string
	// ControlHosts are further names under which the control door may be called: those with a point in them, which a
	// web page could have made point here. localhost, IP addresses and names such as mock need not be named.
	ControlHosts []string
	// Harmless are names of headers and query members whose values lists and exports may show. Without them only those are
	// shown that are known to be no secret, such as Content-Type.
	Harmless []string
	// ControlToken is required of every caller of the control door except health probes; "" requires none.
	ControlToken string
	// TLSAddr is the host:port of a third door, the ERP door again behind TLS; empty is none. It
	// shows a certificate of the kind TLSCertificate (network.Good unless set) for this machine and TLSHosts.
	// The certificate of the authority is written to TLSAuthorityFile, unless that is empty.
	TLSAddr          string
	TLSCertificate   network.Certificate
	TLSHosts         []string
	TLSAuthorityFile string
	// Mode is Enforce unless set.
	Mode Mode
	// Script is what every run follows until it is given its own; nil lets the books answer all.
	Script *script.Script
	// ScriptFile is a file with that script, in place of Script. It is read again whenever it changes;
	// while it is wrong its last good content stays in force. OnScript, if set, hears of each change: of
	// the new script, or of what is wrong, or of neither when the file is again what is in force.
	ScriptFile string
	OnScript   func(*script.Script, error)
	// Seed replaces the random seeds of the scripts; nil keeps theirs.
	Seed *uint64
	// Upstream is a real ERP that answers what the script leaves open; nil is none. The mode says
	// nothing about its posts: what is wrong with them is recorded, and the real ERP decides.
	Upstream *upstream.Upstream
	// Journal keeps the exchanges; nil means memory, bounded by MaxExchanges and MaxJournalBytes.
	Journal         journal.Store
	MaxExchanges    int
	MaxJournalBytes int64
	// MaxBody is the longest body in bytes that is read; a longer one is refused with 413.
	MaxBody int64
	// MaxRuns bounds the isolated ERPs that are kept at once, MaxThings what the books of one run
	// remember, MaxThingsTotal what those of all runs remember together (200,000 unless set, or MaxThings
	// where that is more), MaxConns the open connections of each door.
	MaxRuns, MaxThings, MaxThingsTotal, MaxConns int
	// ReadTimeout is how long a sender may take for one whole post.
	ReadTimeout time.Duration
	// Actions are what the page of the control door can do with a sender and stories; what is nil is not offered.
	Actions control.Actions
	// Shown are further settings that the host program wants to be shown, such as where the journal is.
	Shown map[string]any
	// SettingsFrom says where settings came from that do not have their defaults; nil tells nothing of any.
	SettingsFrom map[string]api.Source
	// Logger hears of starts, stops and errors, not of posts; nil is silent.
	Logger *slog.Logger
	// OnExchange, if set, is called with every recorded exchange, on the post's own goroutine.
	OnExchange func(*traffic.Exchange)
	// Version is the version that the control door reports.
	Version string
}

// withDefaults fills in what is not set and refuses invalid settings.
func (c Config) withDefaults() (Config, error) {
	setDefault(&c.Addr, DefaultAddr)
	setDefault(&c.ControlAddr, DefaultControlAddr)
	setDefault(&c.Mode, Enforce)
	setDefault(&c.TLSCertificate, network.Good)
	setDefault(&c.MaxBody, defaultMaxBody)
	setDefault(&c.MaxRuns, defaultMaxRuns)
	setDefault(&c.MaxConns, defaultMaxConns)
	setDefault(&c.MaxThings, defaultMaxThings)
	setDefault(&c.MaxThingsTotal, max(defaultMaxTotal, c.MaxThings))
	setDefault(&c.MaxExchanges, defaultMaxCount)
	setDefault(&c.MaxJournalBytes, defaultMaxBytes)
	setDefault(&c.ReadTimeout, defaultReadTimeout)
	setDefault(&c.Version, "dev")
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Journal == nil {
		c.Journal = journal.NewMemory(c.MaxExchanges, c.MaxJournalBytes)
	}
	return c, c.check()
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

func (c Config) check() error {
	if _, err := ParseMode(string(c.Mode)); err != nil {
		return err
	}
	if _, err := network.ParseCertificate(string(c.TLSCertificate)); err != nil {
		return err
	}
	if c.Script != nil && c.ScriptFile != "" {
		return errors.New("there are both a script and a file of one: leave one of them out")
	}
	if c.TLSAddr == "" && (c.TLSAuthorityFile != "" || len(c.TLSHosts) > 0 || c.TLSCertificate != network.Good) {
		return errors.New("there are settings for TLS, but no TLS door: give it an address with --tls-addr")
	}
	for _, addr := range []string{c.Addr, c.ControlAddr, c.TLSAddr} {
		if _, _, err := net.SplitHostPort(addr); err != nil && addr != "" { // without an address there is no TLS door
			return fmt.Errorf("the address %q is not host:port, such as %s (port 0 picks a free one)", addr, DefaultAddr)
		}
	}
	for _, host := range c.ControlHosts {
		if !hostName.MatchString(host) {
			return fmt.Errorf("the name %q of the control door is not a host name, such as mock.example: leave out the scheme, the port and the path (--control-host)", host)
		}
	}
	return c.checkLimits()
}

// hostName is a name as it stands in a Host header, without a port.
var hostName = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?$`)

// checkLimits refuses negative limits, all at once. Each is called by its field and by its flag, for the
// one who wrote it knows only one of them.
func (c Config) checkLimits() error {
	var wrong []error
	for _, limit := range []struct {
		field, flag string
		negative    bool
		value       any // as it is printed
	}{
		{"MaxBody", "--max-body", c.MaxBody < 0, c.MaxBody},
		{"MaxRuns", "--max-runs", c.MaxRuns < 0, c.MaxRuns},
		{"MaxThings", "--max-things", c.MaxThings < 0, c.MaxThings},
		{"MaxThingsTotal", "--max-things-total", c.MaxThingsTotal < 0, c.MaxThingsTotal},
		{"MaxConns", "", c.MaxConns < 0, c.MaxConns},
		{"MaxExchanges", "--max-exchanges", c.MaxExchanges < 0, c.MaxExchanges},
		{"MaxJournalBytes", "--max-journal-bytes", c.MaxJournalBytes < 0, c.MaxJournalBytes},
		{"ReadTimeout", "--read-timeout", c.ReadTimeout < 0, c.ReadTimeout},
	} {
		if !limit.negative {
			continue
		}
		name := limit.field
		if limit.flag != "" {
			name += " (" + limit.flag + ")"
		}
		wrong = append(wrong, fmt.Errorf("the limit %s is %v: it must be above 0, or left out for the default", name, limit.value))
	}
	return errors.Join(wrong...)
}

// Mask takes the secrets out of the exchanges that the mock shows.
func (c Config) Mask() traffic.Mask {
	mask := traffic.Mask{Recorded: show.Recorded{Harmless: c.Harmless}}
	if c.Upstream != nil {
		mask.Hide = c.Upstream.Hide
	}
	return mask
}
