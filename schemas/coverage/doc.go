// Package coverage counts which acts and which outcomes a run has seen: the seven acts of
// the contract (device add, update and remove, item attach add and remove, operation add and
// remove) by six outcomes. What was never seen is shown too, for that is what nobody tried.
//
//	grid := coverage.New()
//	grid.Add(schemas.Device, "add", coverage.OutcomeOf(200, true, false))
//	fmt.Print(grid)             // a table with every empty cell
//	ok := grid.Percent() >= 50  // the gate
//
// It may import schemas, nothing else of ours.
package coverage
