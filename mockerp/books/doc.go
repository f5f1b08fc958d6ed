// Package books is what an honest ERP remembers of one run: devices, attached items,
// operation reports, and the ids that it gave them. It is a pure state machine, a fold
// over events and the replies that were really given: no clock, no HTTP, no locks.
//
//	b := books.New(50_000)
//	e := books.Event{Kind: schemas.Device, Payload: payload}
//	opinion := b.Consider(e) // findings on F1 to F6, and what an honest ERP answers
//	reply := opinion.Strict  // or what a script or a real ERP says instead
//	b.Apply(e, reply)        // the books follow what was really answered
//	fmt.Println(b.Things())
//
// Where the contract leaves it open, the books read it like this:
//
//   - A serial is unique among the live devices of one sku. Upper and lower case differ.
//   - A report that comes again (E7) is answered with the same id and booked once. It is the
//     same report when all that tells it apart is the same: for a device stock and serial; for
//     an item stock, item sku, serial, quantity and its work order; for an operation stock,
//     serial, position, actCode, workCenterCode, both quantities and the session.
//   - Two identical reports of an item without a serial, or of an operation, may have been two
//     real ones. Each repeat therefore allows one more remove with the same answer.
//   - An item with a serial, like a device, is one thing: its second remove is refused.
//   - A remove by id does not look at the quantities. A remove without an id means the newest
//     live thing with the same members; an item without a serial must have the same quantity.
//   - F4, not F3, is broken by a remove that names an old serial: F3 speaks of update only.
//   - As long as a run has seen no device post, the device integration is taken to be switched
//     off (C2), and an item or operation without an id of its parent is taken as it comes.
//   - Whoever did not hear an answer (Reply.Lost) goes on with what it knew (T7). Until it hears
//     again it is judged by what it knew or by what is, and a report that comes again is one
//     report: a second remove is answered like the first. What an ERP that has moved on cannot
//     do (attach to a device that is gone) is refused without a finding.
//   - Items and operation reports may still be taken back after their device was removed.
//
// It may import schemas, nothing else of ours.
package books
