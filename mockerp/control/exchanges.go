package control

import (
	"math"
	"net/http"
	"strconv"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// listExchanges: a run that is not there is refused, for an empty list would look like good news.
func (d *door) listExchanges(c *call) (any, *refusal) {
	filter, said := parseFilter(c.query)
	if said == nil {
		said = parsePage(&filter, c.query)
	}
	if said != nil {
		return nil, said
	}
	found, err := d.options.Journal.List(c.Context(), filter)
	if err != nil {
		return nil, d.journalFailed(err)
	}
	if found.Total == 0 && filter.Run != "" {
		if said := d.checkRun(c.Context(), filter.Run); said != nil {
			return nil, said
		}
	}
	return d.build(c.Request, func() any {
		if c.query.Get("view") == "row" {
			return d.viewRows(found)
		}
		return d.viewPage(found)
	})
}

// build puts an answer with exchanges together; few do so at once, the others wait.
func (d *door) build(r *http.Request, view func() any) (any, *refusal) {
	if !d.building.take(r.Context()) {
		return nil, refuseBusy()
	}
	defer d.building.leave()
	body, err := encode(view())
	if err != nil {
		d.options.Logger.Error("exchanges could not be encoded", "error", err)
		return nil, refuseDefect()
	}
	return raw{typeJSON, body}, nil
}

// viewPage ends the page early where its bodies have filled it; next continues there.
func (d *door) viewPage(found journal.Page) api.Page {
	shown := api.Page{Exchanges: []api.Exchange{}, Place: viewPlace(found)}
	for room, i := pageBytes, 0; i < len(found.Exchanges); i++ {
		x := found.Exchanges[i]
		room -= len(x.Request.Body) + len(x.Answer.Body)
		if room < 0 && i > 0 {
			shown.Next = new(found.Exchanges[i-1].ID)
			break
		}
		shown.Exchanges = append(shown.Exchanges, viewExchange(d.shown(x)))
	}
	return shown
}

func (d *door) viewRows(found journal.Page) api.RowPage {
	shown := api.RowPage{Rows: make([]api.Row, 0, len(found.Exchanges)), Place: viewPlace(found)}
	for _, x := range found.Exchanges {
		shown.Rows = append(shown.Rows, viewRow(d.options.Mask.Of(x)))
	}
	return shown
}

func viewPlace(found journal.Page) api.Place {
	place := api.Place{Total: found.Total, Dropped: found.Dropped}
	if found.Next != 0 {
		place.Next = new(found.Next)
	}
	return place
}

func (d *door) showExchange(c *call) (any, *refusal) {
	id, err := strconv.ParseUint(c.param("id"), 10, 63)
	if err != nil {
		return nil, refuseParameter("id", "in the path is "+strconv.Quote(shorten(c.param("id")))+": write the number of an exchange")
	}
	x, said := d.exchange(id)
	if said != nil {
		return nil, said
	}
	return d.build(c.Request, func() any { return detailExchange(d.shown(x)) })
}

// shown is an exchange as it is shown: with why rules did not answer, and without secrets.
func (d *door) shown(x *traffic.Exchange) *traffic.Exchange {
	return d.options.Mask.Of(d.reasons.Of(x))
}

// exchange is one that the journal has.
func (d *door) exchange(id uint64) (*traffic.Exchange, *refusal) {
	if id > math.MaxInt64 {
		return nil, refuseNoExchange(id, d.options.Journal.Stats().Recorded)
	}
	x, ok, err := d.options.Journal.Get(id)
	switch {
	case err != nil:
		return nil, d.journalFailed(err)
	case !ok:
		return nil, refuseNoExchange(id, d.options.Journal.Stats().Recorded)
	}
	return x, nil
}

func (d *door) journalFailed(err error) *refusal {
	d.options.Logger.Error("the journal failed", "error", err)
	return refuseJournal()
}
