package control

import (
	"net/url"
	"strconv"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/schemas"
)

var thingQuery = []string{"kind", "state", "serial", "workOrder", "after", "limit"}

func (d *door) showBooks(c *call) (any, *refusal) {
	info, said := d.findRun(c)
	if said != nil {
		return nil, said
	}
	wanted, after, limit, said := parseThings(c.query)
	if said != nil {
		return nil, said
	}
	if !d.building.take(c.Context()) { // a snapshot of large books is large
		return nil, refuseBusy()
	}
	defer d.building.leave()
	things, ok := d.options.ERP.Things(info.Name)
	if !ok { // dropped in between
		return nil, refuseRun(info.Name, nil)
	}
	return viewThings(info.Name, things, wanted, after, limit), nil
}

// parseThings reads the members that a thing must have, and the page.
func parseThings(query url.Values) (books.Thing, int, int, *refusal) {
	wanted := books.Thing{
		Kind: schemas.Kind(query.Get("kind")), State: books.State(query.Get("state")),
		Serial: query.Get("serial"), WorkOrder: query.Get("workOrder"),
	}
	after, limit := 0, defaultLimit
	said := checkWord("kind", string(wanted.Kind), kindWords())
	if said == nil {
		said = checkWord("state", string(wanted.State), []string{string(books.Live), string(books.Removed)})
	}
	if text := query.Get("limit"); said == nil && text != "" {
		limit, said = parseCount("limit", text)
	}
	if text := query.Get("after"); said == nil && text != "" {
		n, err := strconv.ParseUint(text, 10, 31)
		if after = int(n); err != nil {
			said = refuseParameter("after", "is "+strconv.Quote(shorten(text))+": write the next of the page before")
		}
	}
	return wanted, after, limit, said
}

func viewThings(run string, things []books.Thing, wanted books.Thing, after, limit int) api.Things {
	page := api.Things{Run: run, Things: []books.Thing{}}
	for i := range things {
		if !isThing(&things[i], &wanted) {
			continue
		}
		page.Total++
		switch {
		case page.Total <= after:
		case len(page.Things) < limit:
			page.Things = append(page.Things, things[i])
		case page.Next == nil:
			page.Next = new(after + limit)
		}
	}
	return page
}

// isThing compares the members that are wanted; what is not wanted is empty.
func isThing(thing, wanted *books.Thing) bool {
	return (wanted.Kind == "" || wanted.Kind == thing.Kind) &&
		(wanted.State == "" || wanted.State == thing.State) &&
		(wanted.Serial == "" || wanted.Serial == thing.Serial) &&
		(wanted.WorkOrder == "" || wanted.WorkOrder == thing.WorkOrder)
}
