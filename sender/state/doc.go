// Package state is the memory of `erpkit send`: add today, remove tomorrow. It keeps, per ERP,
// the books of a small MES in one JSON file: work orders, sessions, devices, items, reports
// and the ids that the ERP gave them. A person says what to send in few words (Intent), and
// gets a right payload: ids, current serials and the work order are filled in.
//
//	file, err := state.Open(ctx, path) // locked against a second sender until Close
//	sent, err := file.Send(ctx, client, "http://127.0.0.1:8085/device",
//		state.Intent{Kind: schemas.Device, Type: "add", Serial: "SN-7"})
//	fmt.Println(sent.Outcome)
//	err = file.Close()
//
// The file changes only when the ERP accepted (T7), and then as a whole: it is written beside the old one and
// renamed. A file that is damaged, or not ours, is refused and left as it is. It may import schemas,
// schemas/plainfile, schemas/show and sender, nothing else of ours.
package state
