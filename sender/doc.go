// Package sender is the MES side of the line: it does what Next Plus does.
//
// Client posts one payload and says what the MES understands of the answer (T1-T8). MES holds
// work orders, sessions and stocks and has the verbs of the person at the station; its books
// change only when the ERP accepts (T7), and it sends only what the settings allow (C1-C3).
// Settings is the Integration Builder page as a file.
//
//	client, _ := sender.NewClient(sender.Options{})
//	defer client.Close()
//	mes, _ := sender.NewMES(settings, client)
//	order, _ := mes.AddWorkOrder(sender.WorkOrder{Number: "NXT-915", SKU: "0007", Source: "local", SerialManaged: true})
//	session, _ := mes.StartSession(order.Number)
//	stock, _ := mes.NewStock(session.ID)
//	outcome, err := mes.SetSerial(ctx, stock.ID, "SerialNumber123")
//
// Rooms below: target says which ERP posts go to, and credentials what lets them in; tryout is the Test
// button (C4), shift does random legitimate work, state keeps the books between two calls of `erpkit
// send`.
//
// It may import schemas, schemas/show and schemas/yamlfile, nothing else of ours. It never retries, never
// follows a redirect, and keeps no package-level state.
package sender
