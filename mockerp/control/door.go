package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/sync/semaphore"

	"github.com/erpkit/erpkit/mockerp/engine"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/schemas"
)

// The bounds of what this door does at once, so that its memory is bounded whatever is asked of it.
const (
	mostBuilding  = 8        // answers with exchanges that are being put together
	mostLarge     = 64 << 20 // bytes of long answers that are on their way, and of long files
	mostWaiting   = 256      // long polls
	mostParsing   = 2        // scripts and files of expectations that are being read
	mostExports   = 4        // exports that are being written
	mostFollowers = 64       // streams of events
	mostExpected  = 32       // files of expectations that are held against a run, or wait

	defaultMaxWait = time.Minute
)

// door is the control door: its settings and the places that bound its work.
type door struct {
	options  Options
	settings json.RawMessage
	reasons  script.Reasons
	guard    guard
	started  time.Time

	building, waiting, parsing, expecting, exporting, following places
	shifting, sending, telling                                  places

	large *semaphore.Weighted
	// beat is the longest silence on a stream of events, slow how long one piece of it may take to be read.
	beat, slow time.Duration
}

// Handler makes the control door. It takes a request of any kind and size and answers it with JSON,
// refusals included. The error names the options that are missing.
func Handler(options Options) (http.Handler, error) {
	if err := options.check(); err != nil {
		return nil, err
	}
	if options.MaxWait == 0 {
		options.MaxWait = defaultMaxWait
	}
	if options.Logger == nil {
		options.Logger = slog.New(slog.DiscardHandler)
	}
	if options.Settings == nil {
		options.Settings = struct{}{}
	}
	d := newDoor(options)
	var err error
	if d.settings, err = encode(options.Settings); err != nil {
		return nil, fmt.Errorf("the option Settings of the control door cannot be written as JSON: %w", err)
	}
	return headAsGet(d.engine()), nil
}

func newDoor(options Options) *door {
	return &door{
		options: options, guard: newGuard(options.Hosts), started: time.Now(),
		building: make(places, mostBuilding), waiting: make(places, mostWaiting), parsing: make(places, mostParsing),
		expecting: make(places, mostExpected), exporting: make(places, mostExports), following: make(places, mostFollowers),
		shifting: make(places, 1), sending: make(places, mostSending), telling: make(places, 1),
		large: semaphore.NewWeighted(mostLarge), beat: heartbeat, slow: slowest,
	}
}

// readOnly tells whether the door shows recorded traffic and has no mock to steer.
func (d *door) readOnly() bool { return len(d.options.Files) > 0 }

func (o Options) check() error {
	var missing []string
	for name, there := range map[string]bool{
		"ERP": o.ERP != nil, "Journal": o.Journal != nil, "Ready": o.Ready != nil,
		"Metrics": o.Metrics != nil, "ERPURL": o.ERPURL != nil,
	} {
		if !there {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("the control door needs the options %s: set them", schemas.List(missing, "or"))
	}
	if o.MaxWait < 0 {
		return errors.New("the option MaxWait of the control door is below 0: leave it out for a minute")
	}
	return nil
}

// engine has the routes of the door. It never prints and never redirects.
func (d *door) engine() *gin.Engine {
	router := engine.New()
	router.Use(d.recoverPanic, d.admit, d.identify)
	router.NoRoute(func(c *gin.Context) { d.refuse(c, d.refusePath(c.Request)) })
	router.NoMethod(func(c *gin.Context) { d.refuse(c, d.refuseMethod(c)) })
	if d.options.Page != nil {
		router.GET("/page/*file", gin.WrapH(d.options.Page))
	}
	for _, r := range d.routes() {
		router.Handle(r.method, r.path, d.adapt(r))
	}
	return router
}

// headAsGet lets HEAD do what GET does; net/http leaves the body out by itself.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r = r.WithContext(context.WithValue(r.Context(), headOnly{}, true))
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// headOnly marks the context of a request whose body nobody reads.
type headOnly struct{}

// allowed is what an Allow header says of a resource: where GET is, HEAD is too.
func allowed(header http.Header) string {
	allow := header.Get("Allow")
	if strings.Contains(allow, http.MethodGet) {
		allow = strings.Replace(allow, http.MethodGet, "GET, HEAD", 1)
		header.Set("Allow", allow)
	}
	return allow
}
