package schemas

// exchanges show the clauses that no single body can show. The members that do not matter are left out. Read only.
var exchanges = map[string]struct{ right, wrong string }{
	"C1": {right: "# the integration is off: a serial is set, and nothing is posted", wrong: `# the integration is off
POST /device {"type": "add", "serial": "SN-7"}`},
	"C2": {right: "# device is on, operation is off: work is reported, and nothing is posted", wrong: `# operation is off
POST /operation {"type": "add", "actCode": "CUT"}`},
	"C3": {right: `# the configured source is SAP, and so is that of the work order
POST /device {"type": "add", "workorderNumber": "MO-1001"}`, wrong: `# the configured source is SAP, that of the work order local
POST /device {"type": "add", "workorderNumber": "TRIAL-1"}`},
	"C4": {right: `POST /device {"type": "add", "serial": "ERPKIT-TEST-1"}
200 {"externalId": "77"}
POST /device {"type": "remove", "serial": "ERPKIT-TEST-1", "externalId": "77"}
200`, wrong: `POST /device {"type": "add", "serial": "ERPKIT-TEST-1"}
200 {"externalId": "77"}
# and never a remove`},
	"C5": {right: `POST / {"type": "add", "item": {"sku": "SCREW", "quantity": 4}}
200
# booked as an item`, wrong: `POST / {"type": "add", "item": {"sku": "SCREW", "quantity": 4}}
422 {"message": "A device needs a serial."}`},
	"T1": {right: `# Content-Type: application/json; charset=utf-8
POST /device {"type": "add", "serial": "SN-7"}
200`},
	"T2": {right: `POST /device {"type": "add", "serial": "SN-7"}
201 {"externalId": "77"}`, wrong: `POST /device {"type": "add", "serial": "SN-7"}
302
# to a page that says that nothing was booked`},
	"T3": {right: `POST /device {"type": "add", "serial": "SN-7"}
409 {"message": "SN-7 is already on MO-1002."}`, wrong: `POST /device {"type": "add", "serial": "SN-7"}
200 {"success": false, "error": "SN-7 is already on MO-1002."}`},
	"T4": {wrong: `POST /device {"type": "add", "serial": "SN-7"}
200 {"data": {"id": 77}}`},
	"T5": {wrong: `POST /device {"type": "add", "serial": "SN-7"}
409 {"error": {"text": "SN-7 is already on MO-1002."}}`},
	"T6": {right: `POST /device {"type": "add", "serial": "SN-7"}
# the connection breaks: the MES says so, and the serial is not set`, wrong: `POST /device {"type": "add", "serial": "SN-7"}
# the connection breaks: the MES sets the serial all the same`},
	"T7": {right: `POST /device {"type": "add", "serial": "SN-7"}
503 {"message": "The ERP is closed until 6:00."}
# the serial is not set; the person tries again later
POST /device {"type": "add", "serial": "SN-7"}
200`, wrong: `POST /device {"type": "add", "serial": "SN-7"}
503 {"message": "The ERP is closed until 6:00."}
POST /operation {"type": "add", "serial": "SN-7"}
404 {"message": "There is no SN-7."}`},
	"T8": {wrong: `POST /device {"type": "add", "serial": "SN-7", "line": "4"}
400 {"message": "Unrecognized field line."}`},
	"D5": {right: `POST /device {"type": "add", "serial": "SN-7"}
200 {"externalId": "77"}
POST /device {"type": "update", "serial": "SN-8", "oldSerial": "SN-7", "externalId": "77"}
200 {"externalId": "78"}
POST /device {"type": "remove", "serial": "SN-8", "externalId": "78"}
200`, wrong: `POST /device {"type": "update", "serial": "SN-8", "oldSerial": "SN-7", "externalId": "77"}
200 {"externalId": "78"}
POST /device {"type": "remove", "serial": "SN-8", "externalId": "78"}
404 {"message": "There is no 78."}`},
	"F1": {right: `POST /device {"type": "add", "serial": "SN-7"}
200 {"externalId": "0077"}
POST /device {"type": "remove", "serial": "SN-7", "externalId": "0077"}
200`, wrong: `POST /device {"type": "add", "serial": "SN-7"}
200 {"externalId": "0077"}
POST /device {"type": "remove", "serial": "SN-7", "externalId": "77"}
404 {"message": "There is no 77."}`},
	"F2": {right: `POST /device {"type": "add", "serial": "SN-7"}
200
POST /device {"type": "remove", "serial": "SN-7"}
200`, wrong: `POST /device {"type": "remove", "serial": "SN-7"}
200
POST /device {"type": "remove", "serial": "SN-7"}
404 {"message": "SN-7 was removed before."}`},
	"F3": {right: `POST /device {"type": "add", "serial": "SN-7"}
200
POST /device {"type": "update", "serial": "SN-8", "oldSerial": "SN-7"}
200`, wrong: `POST /device {"type": "add", "serial": "SN-7"}
200
POST /device {"type": "update", "serial": "SN-8", "oldSerial": "SN-6"}
404 {"message": "There is no SN-6."}`},
	"F4": {right: `POST /device {"type": "update", "serial": "SN-8", "oldSerial": "SN-7"}
200
POST /operation {"type": "add", "serial": "SN-8"}
200`, wrong: `POST /device {"type": "update", "serial": "SN-8", "oldSerial": "SN-7"}
200
POST /operation {"type": "add", "serial": "SN-7"}
404 {"message": "There is no SN-7."}`},
	"F5": {right: `POST /item-attach {"type": "remove", "serial": "SN-7", "item": {"sku": "STRING", "quantity": 0.1}}
200
POST /device {"type": "remove", "serial": "SN-7"}
200`, wrong: `POST /item-attach {"type": "add", "serial": "SN-7", "item": {"sku": "STRING", "quantity": 0.1}}
200
POST /device {"type": "remove", "serial": "SN-7"}
200`},
	"F6": {right: `POST /device {"type": "add", "serial": "SN-7", "stockId": "8be4d280-0978-11f0-85c4-17a4d49812dc"}
200
POST /operation {"type": "add", "serial": "SN-7", "stockId": "8be4d280-0978-11f0-85c4-17a4d49812dc"}
200`, wrong: `POST /device {"type": "add", "serial": "SN-7", "stockId": "8be4d280-0978-11f0-85c4-17a4d49812dc"}
200
POST /operation {"type": "add", "serial": "SN-7", "stockId": "3e8c75d1-3b7b-4416-a525-a4441056e9bf"}
200`},
	"E1": {right: `POST /device {"type": "add", "serial": "SN-7", "workorderExternalId": null}
200 {"externalId": "77"}`, wrong: `POST /device {"type": "add", "serial": "SN-7", "workorderExternalId": null}
400 {"message": "workorderExternalId is required."}`},
	"E2": {right: `POST /device {"type": "add", "serial": "SN-7"}
200 {"externalId": "77"}
POST /device {"type": "remove", "serial": "SN-7", "externalId": "77"}
200`, wrong: `POST /device {"type": "add", "serial": "SN-7"}
200 {"externalId": "77"}
POST /device {"type": "remove", "serial": "SN-7", "externalId": "77"}
404 {"message": "There is no 77."}`},
	"E4": {right: `POST /item-attach {"type": "add", "serial": "SN-7", "item": {"sku": "PICK-UP", "serial": "000875", "quantity": 1}}
200 {"externalId": "501"}
POST /item-attach {"type": "add", "serial": "SN-7", "item": {"sku": "PICK-UP", "serial": "000257", "quantity": 1}}
200 {"externalId": "502"}`, wrong: `POST /item-attach {"type": "add", "serial": "SN-7", "item": {"sku": "PICK-UP", "serial": "000875", "quantity": 1}}
200 {"externalId": "77"}
POST /item-attach {"type": "add", "serial": "SN-7", "item": {"sku": "PICK-UP", "serial": "000257", "quantity": 1}}
200 {"externalId": "77"}`},
	"E5": {right: `POST /device {"type": "remove", "serial": "SN-9", "externalId": "nothing"}
404 {"message": "There is no device nothing."}`, wrong: `POST /device {"type": "remove", "serial": "SN-9", "externalId": "nothing"}
200`},
	"E7": {right: `POST /operation {"type": "add", "serial": "SN-7", "validQty": 1, "invalidQty": 0}
200 {"externalId": "901"}
# no answer reached the station, so the person pressed again
POST /operation {"type": "add", "serial": "SN-7", "validQty": 1, "invalidQty": 0}
200 {"externalId": "901"}`, wrong: `POST /operation {"type": "add", "serial": "SN-7", "validQty": 1, "invalidQty": 0}
200 {"externalId": "901"}
POST /operation {"type": "add", "serial": "SN-7", "validQty": 1, "invalidQty": 0}
200 {"externalId": "902"}`},
	"E8": {right: `POST /device {"type": "add", "serial": "SN-7"}
# after 80 ms
200 {"externalId": "77"}`, wrong: `POST /device {"type": "add", "serial": "SN-7"}
301
# to /device/, which the MES does not ask`},
	"E9": {right: `POST /item-attach {"type": "add", "item": {"sku": "מיתר", "quantity": 0.125}}
200 {"externalId": "501"}`, wrong: `POST /item-attach {"type": "add", "item": {"sku": "מיתר", "quantity": 0.125}}
400 {"message": "quantity must be a whole number."}`},
	"E10": {right: `POST /device {"type": "update", "serial": "SN-8", "oldSerial": "SN-7"}
409 {"message": "SN-8 is already there."}
POST /device {"type": "update", "serial": "SN-9", "oldSerial": "SN-7"}
200`, wrong: `POST /device {"type": "update", "serial": "SN-8", "oldSerial": "SN-7"}
409 {"message": "SN-8 is already there."}
POST /device {"type": "update", "serial": "SN-9", "oldSerial": "SN-7"}
404 {"message": "There is no SN-7."}`},
}
