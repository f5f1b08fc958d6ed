package contracttests

import (
	"errors"
	"io/fs"

	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender/leftovers"
)

// keeper gives what writes down what the ERP has of a run, behind what stands in the file already. The error says
// that the file is none of leftovers.
func (o Options) keeper(t Target) (func([]leftovers.Leftover) error, error) {
	if o.Leftovers == "" {
		return nil, nil
	}
	before, err := leftovers.Read(o.Leftovers)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return func(list []leftovers.Leftover) error {
		if len(list)+len(before) == 0 && errors.Is(err, fs.ErrNotExist) {
			return nil // not even a look at a folder that may not be writable
		}
		for i := range list {
			list[i].File = "erpkit verify"
			list[i].URL, list[i].Why = t.Hide(show.URL(list[i].URL)), t.Hide(list[i].Why)
		}
		return leftovers.Write(o.Leftovers, append(before[:len(before):len(before)], list...))
	}, nil
}
