// Package books is what an honest ERP remembers of one run: devices, attached items, operation
// reports, and the ids that it gave them. It is a pure state machine, a fold over events and the
// replies that were really sent: no clock, no HTTP, no locks.
//
//	b := books.New(50_000)
//	e := books.Event{Kind: schemas.Device, Payload: payload}
//	opinion := b.Consider(e) // findings on F1 to F6, and what an honest ERP answers
//	reply := opinion.Strict  // or what a script or a real ERP says instead
//	b.Apply(e, reply)        // the books follow what was really answered
//	fmt.Println(b.Things())
//
// Where the contract is silent, the books read it like this:
//
//   - A serial is unique among the live devices of one sku. Upper and lower case differ.
//   - A repeated post (E7) gets the same id and is booked once. A post repeats another when these
//     agree: for a device stock and serial; for an item stock, item sku, serial, quantity and its
//     work order; for an operation report stock, serial, position, actCode, workCenterCode, both
//     quantities and the session.
//   - Two identical adds of an item without a serial, or of an operation report, may be two real
//     ones. So each repeat allows one more remove with the same answer.
//   - An item with a serial is one thing, as a device is: its second remove is refused.
//   - A remove by id ignores the quantities. A remove without an id means the newest live thing
//     with the same members; for an item without a serial the quantity must agree too.
//   - A remove that names an old serial breaks F4, not F3: F3 is about updates only.
//   - Until a run has seen a device post, the books assume that the device integration is off
//     (C2), and accept an item or operation report without its parent's id.
//   - A sender that did not hear an answer (Reply.Lost) goes on with what it knew (T7). Until it
//     hears another, either state is right for it: the one that it knew and the real one. A
//     repeat counts once: a second remove is answered like the first. What the ERP can no longer
//     do (attach to a device that is gone) it refuses without a finding.
//   - Items and operation reports may still be removed after their device was.
//
// It may import mockerp/packed and schemas, nothing else of ours.
package books
