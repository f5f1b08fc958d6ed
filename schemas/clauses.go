package schemas

import "slices"

// Clause is one sentence of the contract between the MES and the ERP. Findings, specs
// and reports cite it by its id.
type Clause struct {
	// Section is the clause's part of the contract, such as "Device".
	Section string `json:"section"`
	// ID is the clause's id, such as "D3".
	ID string `json:"id"`
	// Level is MUST, SHOULD or MAY.
	Level Level `json:"level"`
	// Reading is true where the vendor's article is silent or ambiguous, and the clause, or a
	// part of it, is erpkit's own decision.
	Reading bool `json:"reading"`
	// Sentence is the clause itself.
	Sentence string `json:"sentence"`
}

// The sections of the contract, in its order.
const (
	inConfiguration = "Configuration"
	inTransport     = "Transport"
	inCommon        = "Common members"
	inDevice        = "Device"
	inItemAttach    = "Item attach"
	inOperation     = "Operation"
	inFlow          = "Flow"
	inERP           = "ERP"
)

// Where a clause comes from: the vendor's article, or erpkit's reading of its silence.
const (
	stated  = false
	reading = true
)

// Clauses returns every clause in the order of the contract. The caller owns the slice.
func Clauses() []Clause { return slices.Clone(clauses[:]) }

// ClauseByID returns the clause with this id, and whether it exists.
func ClauseByID(id string) (Clause, bool) {
	for i := range clauses {
		if clauses[i].ID == id {
			return clauses[i], true
		}
	}
	return Clause{}, false
}

// clauses is read only.
var clauses = [...]Clause{
	{inConfiguration, "C1", Must, stated, "Nothing is sent while the custom integration is switched off."},
	{inConfiguration, "C2", Must, stated, "Each of the three integrations (device, item attach, operation) is enabled on its own and has its own destination URL; a disabled one sends nothing."},
	{inConfiguration, "C3", Must, stated, "Only events of work orders whose source equals the configured work order source are sent."},
	{inConfiguration, "C4", Must, reading, "Each integration can be tested on its own before the configuration is saved. What the vendor's Test button posts is not published; ours posts a valid `add` marked by recognisable sample values, then (reading) removes it again."},
	{inConfiguration, "C5", May, reading, "An ERP may give the same URL for all three; the three payloads can be told apart by shape alone: `item` → item attach, `actCode` → operation, else device."},

	{inTransport, "T1", Must, stated, "HTTP POST with a JSON object as body and a JSON content type."},
	{inTransport, "T2", Must, reading, "Any status below 400 is success, 3xx included: the MES does not follow redirects (reading: \"any response with a status code below 400\")."},
	{inTransport, "T3", Must, stated, "Any status of 400 or above is failure."},
	{inTransport, "T4", Must, stated, "A success body is optional; if it is a JSON object it may carry `externalId`, a string: the ERP's id of this transaction. An empty or non-JSON success body is success without an id."},
	{inTransport, "T5", Must, stated, "A failure body is optional; if it is a JSON object it may carry `message`, a string, which is shown to the person at the station."},
	{inTransport, "T6", Must, reading, "No answer (refused, reset, TLS error, time-out, broken HTTP) is failure with no ERP message (reading); the sender says in plain words what happened."},
	{inTransport, "T7", Must, reading, "The exchange is synchronous: a failed report means that the action did not happen in the MES; the sender's books do not change. The sender does not retry by itself."},
	{inTransport, "T8", Should, reading, "An ERP tolerates members that it does not know: the MES may add some."},

	{inCommon, "P1", Must, stated, "`workorderNumber`, `sku`: non-empty strings, always present. They are text: `\"0007\"` keeps its zeros."},
	{inCommon, "P2", Must, stated, "`workorderId`, `stockId`, `sessionId`: present; UUIDs of any RFC 9562 version (real installations mix version 1 and version 4)."},
	{inCommon, "P3", Must, stated, "`workorderExternalId`: string or null; absent is read as null."},
	{inCommon, "P4", Must, stated, "A member that is documented \"only when …\" is absent otherwise. Only members documented \"may be null\" / \"string or null\" may be null; elsewhere null is a violation."},
	{inCommon, "P5", Must, stated, "Text is Unicode in any script (Hebrew work order and part names are normal) and survives unchanged, byte for byte after JSON decoding."},
	{inCommon, "P6", Must, stated, "Numbers are JSON numbers, never strings; they are compared and stored without loss (a quantity of 0.1 stays 0.1)."},

	{inDevice, "D1", Must, stated, "`type` is `add`, `update` or `remove`."},
	{inDevice, "D2", Must, stated, "`serial`: non-empty string, always: the serial set, the new serial, or the serial removed."},
	{inDevice, "D3", Must, stated, "`oldSerial`: non-empty string, present if and only if `type` is `update`."},
	{inDevice, "D4", Must, stated, "`externalId`: never on `add`. On `update` and `remove` it is the id that the ERP gave this device, if it gave one; otherwise it is absent."},
	{inDevice, "D5", Must, reading, "An `update` keeps the device's identity (`stockId`) and its id in the ERP; if the answer to an `update` carries a new `externalId`, later events use the new one."},

	{inItemAttach, "I1", Must, stated, "`type` is `add` or `remove`."},
	{inItemAttach, "I2", Must, stated, "`serial` (the parent's) is present only when the parent part is serial-managed."},
	{inItemAttach, "I3", Must, stated, "top-level `externalId` is the parent device's id in the ERP, on `add` and on `remove` alike, if the ERP gave one; otherwise absent."},
	{inItemAttach, "I4", Must, stated, "`item` is an object with `sku` (non-empty string) and `quantity` (a number above 0; fractions are normal: kilograms, metres)."},
	{inItemAttach, "I5", Must, stated, "`item.serial` (only for serial-managed parts) and `item.workorderNumber` (only where a sub work order made it) are non-empty strings if present."},
	{inItemAttach, "I6", Must, stated, "`item.externalId` only on `remove`, and only if the ERP answered the attach with an id: then it is that id."},

	{inOperation, "O1", Must, stated, "`type` is `add` or `remove`."},
	{inOperation, "O2", Must, stated, "`actCode`, `workCenterCode`: strings, present. `position`: integer of 0 or more, present."},
	{inOperation, "O3", Must, stated, "`validQty`, `invalidQty`: numbers of 0 or more, present."},
	{inOperation, "O4", Must, stated, "`serial` is present only when the part is serial-managed."},
	{inOperation, "O5", Must, stated, "`externalId`: only on `remove`; string or null: the id that the ERP gave the report that is now taken back."},
	{inOperation, "O6", Must, stated, "`operationExternalId`: string or null: the ERP's id of the routing step itself, not of the report; absent is read as null."},

	{inFlow, "F1", Must, stated, "An id that the ERP answered to an `add` comes back unchanged on the later `update`/`remove` of the same thing."},
	{inFlow, "F2", Must, stated, "`update` and `remove` refer to something that was added and not yet removed."},
	{inFlow, "F3", Must, stated, "`update`: `oldSerial` is the serial that the device had."},
	{inFlow, "F4", Must, stated, "Attaching to, or reporting on, a device uses the device's current serial and id."},
	{inFlow, "F5", Should, reading, "Before a device is removed its attached items are removed."},
	{inFlow, "F6", Must, stated, "The same session, work order and stock ids are used for all events of one device in one session."},

	{inERP, "E1", Must, stated, "Accepts (below 400) every valid payload of a legitimate flow, with and without each optional member."},
	{inERP, "E2", Must, stated, "Accepts the `externalId` that it issued when it comes back."},
	{inERP, "E3", Must, stated, "If it answers a JSON object: `externalId` on success, if present, is a non-empty string; `message` on failure, if present, is a non-empty string."},
	{inERP, "E4", Should, stated, "Answers `add` with an `externalId`, and different things get different ids."},
	{inERP, "E5", Should, stated, "Refuses (400 or above) what cannot be: a `remove`/`update` of an unknown id, a payload without a required member, a body that is not JSON, a wrong member type. Refuses with 4xx, not 5xx."},
	{inERP, "E6", Should, stated, "Gives every refusal a `message` that a person at a station can act on: not empty, not HTML, not a stack trace."},
	{inERP, "E7", Should, stated, "Is safe against a report that arrives twice (the person pressed again after a time-out): the second is refused with a message or answered with the same id; never a second booking."},
	{inERP, "E8", Should, stated, "Answers directly (no redirect), within 5 s, also under 16 stations at once."},
	{inERP, "E9", Should, stated, "Tolerates unknown members (T8), any script (P5), leading zeros (P1), fractional quantities (P6), quantities of a million, strings of 255 characters."},
	{inERP, "E10", Should, stated, "Keeps its state when an event fails: after a refused event the legitimate flow goes on."},
}
