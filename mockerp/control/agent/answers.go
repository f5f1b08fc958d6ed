package agent

import (
	"io"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
)

// longestEnd is how long a session that ends waits for the answers under way.
const longestEnd = 30 * time.Second

// answers writes whole messages for more than one, and knows how many calls wait for theirs.
type answers struct {
	to   io.Writer
	done <-chan struct{} // of the context: nobody waits any more

	mu   sync.Mutex
	open int
	idle chan struct{} // closed when open falls to 0; nil where nobody waits
}

func (a *answers) Write(text []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	n, err := a.to.Write(text)
	if message, wrong := jsonrpc.DecodeMessage(text); wrong == nil {
		if _, ok := message.(*jsonrpc.Response); ok {
			a.open--
		}
	}
	if a.open <= 0 && a.idle != nil {
		close(a.idle)
		a.idle = nil
	}
	return n, err
}

// Close leaves what is below open: it belongs to the caller.
func (a *answers) Close() error { return nil }

// expect counts a call.
func (a *answers) expect() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.open++
}

// wait returns when every call has its answer. The SDK drops what is under way when its input ends.
func (a *answers) wait() {
	a.mu.Lock()
	if a.open <= 0 {
		a.mu.Unlock()
		return
	}
	idle := make(chan struct{})
	a.idle = idle
	a.mu.Unlock()
	select {
	case <-idle:
	case <-a.done:
	case <-time.After(longestEnd):
	}
}
