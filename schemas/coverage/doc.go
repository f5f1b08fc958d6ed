// Package coverage counts which acts a run has seen, and with which outcomes: the seven acts of
// the contract (device add, update and remove, item attach add and remove, operation add and
// remove) by six outcomes. It also shows what was never seen: that is what nobody tried.
//
//	grid := coverage.New()
//	grid.Add(schemas.Device, "add", coverage.OutcomeOf(200, true, false))
//	fmt.Print(grid)             // a table with every empty cell
//	ok := grid.Percent() >= 50  // the gate
//
// It may import schemas, nothing else of ours.
package coverage
