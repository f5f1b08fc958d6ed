package control

import (
	"time"

	"github.com/erpkit/erpkit/mockerp/control/api"
)

// How long the ERP door can be told to stay closed: unless it is told, and at most.
const (
	usualDown = 30 * time.Second
	mostDown  = time.Hour
)

// down closes the ERP door for a while; 0s opens it at once.
func (d *door) down(c *call) (any, *refusal) {
	duration := usualDown
	if text := c.query.Get("for"); text != "" {
		var said *refusal
		if duration, said = parseDuration("for", text, mostDown); said != nil {
			return nil, said
		}
	}
	return viewOutage(d.options.ERP.Down(duration)), nil
}

// up ends an outage.
func (d *door) up(*call) (any, *refusal) {
	return viewOutage(d.options.ERP.Down(0)), nil
}

// outage tells whether the door is closed.
func (d *door) outage(*call) (any, *refusal) {
	return viewOutage(d.options.ERP.ClosedUntil()), nil
}

func viewOutage(until time.Time) api.Outage {
	return api.Outage{Down: !until.IsZero(), Until: api.Time{Time: until}}
}

// authority gives out the certificate of the authority that signed the one of the TLS door.
func (d *door) authority(*call) (any, *refusal) {
	if len(d.options.Authority) == 0 {
		return nil, refuseNoTLS()
	}
	return raw{"application/x-pem-file", d.options.Authority}, nil
}
