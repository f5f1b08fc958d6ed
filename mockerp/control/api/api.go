package api

import "time"

// Root is the path below which all of the API lies.
const Root = "/api/v1"

// Product is the name that Info gives.
const Product = "erpkit mock ERP"

// Time is written as RFC 3339 in UTC with microseconds, and as null when it is zero.
type Time struct{ time.Time }

// MarshalJSON follows encoding/json; what reads is that of time.Time, which takes null for zero.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return []byte(t.UTC().Format(`"2006-01-02T15:04:05.000000Z"`)), nil
}
