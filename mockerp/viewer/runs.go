package viewer

import (
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/control"
	"github.com/erpkit/erpkit/mockerp/offline"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// The bounds of what is remembered of the runs, as a mock has them.
const (
	mostRuns   = 1000
	mostThings = 50_000 // in the books of one run
	mostInAll  = 200_000
)

// errNoMock is never seen: the door refuses what would come here.
var errNoMock = errors.New("there is no mock")

// runs are the ERPs that the posts went to, with what they must have in their books. They are made before anybody looks, and
// do not change then.
type runs struct {
	byName map[string]*run
	total  *books.Total
}

type run struct {
	info  control.RunInfo
	books *books.Books
}

func newRuns() runs { return runs{map[string]*run{}, books.NewTotal(mostInAll)} }

// follow lets the books of a run follow one exchange.
func (r *runs) follow(x *traffic.Exchange) {
	one := r.byName[x.Run]
	if one == nil {
		if len(r.byName) >= mostRuns {
			return
		}
		one = &run{control.RunInfo{Name: x.Run, Since: x.At}, books.New(mostThings).Within(r.total)}
		r.byName[x.Run] = one
	}
	one.info.Posts++
	one.info.Last = x.At
	payload, _ := schemas.Parse(x.Request.Body)
	if !offline.Booked(x) || x.Cut || payload == nil {
		return
	}
	said := x.Read()
	id, _ := schemas.ReadAnswer(said.Status, said.Body)
	one.books.Apply(books.Event{Kind: x.Kind, Payload: payload}, books.Reply{Status: said.Status, ExternalID: id, Lost: x.Answer.Lost})
	one.info.Things = one.books.Size()
}

// look is a Recording as the control door sees it.
type look struct{ *Recording }

func (l look) Runs() []control.RunInfo {
	var list []control.RunInfo
	for _, name := range slices.Sorted(maps.Keys(l.runs.byName)) {
		list = append(list, l.runs.byName[name].info)
	}
	return list
}

func (l look) Things(name string) ([]books.Thing, bool) {
	one, ok := l.runs.byName[name]
	if !ok {
		return nil, false
	}
	return one.books.Things(), true
}

func (l look) Script(name string) (*script.Script, []script.Use, bool) {
	_, ok := l.runs.byName[name]
	return nil, nil, ok || name == ""
}

func (look) DropRun(string) error                    { return errNoMock }
func (look) ResetBooks(string) (int, error)          { return 0, errNoMock }
func (look) ClosedUntil() time.Time                  { return time.Time{} }
func (look) Down(time.Duration) time.Time            { return time.Time{} }
func (look) SetScript(string, *script.Script) error  { return errNoMock }
func (look) SwitchRule(string, int, bool) bool       { return false }
func (look) AnswerNext(string, *script.Script) error { return errNoMock }
func (look) Next(string) []*script.Script            { return nil }
