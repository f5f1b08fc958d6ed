package sender

import (
	"net/http/httptrace"
	"sync"
)

// Stage says how far a post got. Later stages are greater.
type Stage int

// The stages of a post.
const (
	StageStart   Stage = iota // nothing was done yet
	StageName                 // the host's name is being resolved
	StageConnect              // the TCP connection is being made
	StageTLS                  // the TLS handshake is under way
	StageSend                 // the post is being written: from here on the ERP may have booked it
	StageWait                 // the post is written, the answer is awaited
	StageAnswer               // the answer is being read
	StageDone                 // the whole answer is here
)

// String is the stage in one word.
func (s Stage) String() string {
	words := [...]string{"start", "name", "connect", "tls", "send", "wait", "answer", "done"}
	if s < 0 || int(s) >= len(words) {
		return "unknown"
	}
	return words[s]
}

// MarshalText writes the stage as its word.
func (s Stage) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// progress watches one post. Several goroutines call its hooks, and a dial that lost the race
// against another one may call late: so a stage only ever goes up.
type progress struct {
	mu    sync.Mutex
	stage Stage
}

func (p *progress) reach(s Stage) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stage = max(p.stage, s)
}

func (p *progress) at() Stage {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stage
}

// trace returns the hooks that a dialer calls on the way.
func (p *progress) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		DNSStart:     func(httptrace.DNSStartInfo) { p.reach(StageName) },
		ConnectStart: func(string, string) { p.reach(StageConnect) },
	}
}
