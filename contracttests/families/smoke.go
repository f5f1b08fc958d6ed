package families

import (
	"slices"
	"strings"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
)

// Smoke lists the checks of the profile smoke: every MUST clause that an ERP can be seen to break, once. A few long
// checks, which come first, ask about many clauses with the same posts. Only if one of them does not pass are the
// checks that it stands for run one by one, to name the broken clause.
func Smoke() []check.Check {
	wholes := map[string]smokeCheck{}
	var all []check.Check
	for _, w := range smokeWholes() {
		all = append(all, w.check)
		for _, name := range w.parts {
			wholes[name] = w
		}
	}
	for _, c := range All() {
		if w, chosen := wholes[c.Name]; chosen {
			c.Part, c.First = w.check.Name, false
			all = append(all, c)
		}
	}
	return all
}

// smokeCheck is a long check with the names of those that it stands for.
type smokeCheck struct {
	check check.Check
	parts []string
}

func smokeWholes() []smokeCheck {
	return []smokeCheck{
		smokeOf("a device with all that is special", smokeDevice, []schemas.Kind{schemas.Device}, []string{
			"device add is accepted", "device update is accepted", "device remove is accepted",
			"device update is accepted with the id that the ERP gave", "device remove is accepted with the id that the ERP gave",
			"device: a new id in the answer to an update counts from then on", "device: the id stays when the answer to an update has no new one", "device: update and remove without an id that was never given",
			"device: content type with a charset", "device: JSON with escaped characters", "device: UUIDs of versions 1 and 4 mixed", "device: UUIDs in upper case", "device: workorderExternalId is absent",
			"device: leading zeros in text, the same when it comes back", "device: the new serial counts after an update",
			"the answer to device add has a text as externalId, if any", "the answer to device update has a text as externalId, if any",
		}),
		smokeOf("parts with all that is special", smokeItems, []schemas.Kind{schemas.ItemAttach}, []string{
			"item-attach add is accepted", "item-attach remove is accepted",
			"item-attach remove is accepted with the id that the ERP gave", "item-attach add is accepted with the id of the device",
			"item-attach remove is accepted with the id of the device", "item-attach: add and remove at a device that was never given an id",
			"item-attach: add and remove of a part that was never given an id",
			"item-attach: skus that are not numbers", "item-attach: text in Hebrew, the same when it comes back", "item-attach: JSON over several lines",
			"item-attach: a part without serial", "item-attach: a part that a sub work order made", "item-attach: a parent without serial",
			"item-attach: a quantity of 12", "item-attach: a quantity of 2.5, the same when it comes back",
			"the answer to item-attach add has a text as externalId, if any",
		}),
		smokeOf("reports with all that is special", smokeReports, []schemas.Kind{schemas.Operation}, []string{
			"operation add is accepted", "operation remove is accepted", "operation remove is accepted with the id that the ERP gave",
			"operation: a report without id is taken back with externalId null",
			"operation: position 0", "operation: an empty workCenterCode", "operation: validQty 0, a rejected piece", "operation: validQty and invalidQty both above 0",
			"operation: a part without serial", "operation: operationExternalId is absent",
			"the answer to operation add has a text as externalId, if any",
		}),
		smokeOf("devices that are easily mixed up", smokeDevices, []schemas.Kind{schemas.Device}, []string{
			"device: several devices on one work order", "device: serials that differ only in upper and lower case are two things",
			"device: serials that differ only in leading zeros are two things", "device: a serial can be set again after it was removed",
		}),
		smokeOf("refusals", smokeRefusals, []schemas.Kind{schemas.Device}, []string{
			"device: a refusal is told by a status of 400 or above",
			"device: the refusal of a post without sku has a text as message, if any",
			"device: the refusal of a body that is not JSON has a text as message, if any",
			"device: the refusal of a second remove has a text as message, if any",
		}),
		smokeOf("a guitar", func(t *check.T) { smokePassed(t)(guitar(newBench(t), true)) }, nil, []string{
			"flow: a guitar from its serial to the last removal", "device: workorderExternalId is null",
			"item-attach: two parts of the same sku with serials of their own",
			"operation: two reports are taken back, the last one first",
		}),
	}
}

func smokeOf(what string, run func(*check.T), kinds []schemas.Kind, parts []string) smokeCheck {
	var also []string
	for _, c := range All() {
		if slices.Contains(parts, c.Name) {
			also = append(also, c.Clauses()...)
		}
	}
	slices.Sort(also)
	also = slices.DeleteFunc(slices.Compact(also), func(id string) bool { return id == "E1" || !isMust(id) })
	return smokeCheck{check.Check{Clause: "E1", Also: also, Family: "smoke", First: true, Kinds: kinds, Name: "smoke: " + what, Run: run}, parts}
}

func isMust(id string) bool {
	clause, _ := schemas.ClauseByID(id)
	return clause.Level == schemas.Must
}

// smokePassed ends a long check as blocked where an answer did not accept: the checks that it stands for say why.
func smokePassed(t *check.T) func(bad check.Exchange, all bool) {
	return func(bad check.Exchange, all bool) {
		if !all {
			t.BlockedBy(check.Lead{Act: bad.Act}, "The ERP did not accept %s, so the checks of this one are done one by one. %s", bad.What, bad.Words())
		}
	}
}

// smokeDone is smokePassed for one act, whose answer must be one that the MES can read.
func smokeDone(t *check.T, a check.Exchange) {
	smokePassed(t)(a, a.Accepted() && !a.ErrorInside(false))
	_, unread := unreadID(a)
	findings := schemas.JudgeAnswer(a.Result.Status, a.Result.Transcript.AnswerHeader, a.Result.Transcript.AnswerBody)
	if unread || slices.ContainsFunc(findings, func(f schemas.Finding) bool { return f.Clause == "E3" }) {
		t.BlockedBy(check.Lead{Clauses: []string{"E3", "T4"}}, "The answer to %s has something that the MES does not read.", a.What)
	}
}

func smokeDevice(t *check.T) {
	s := storyOf(t, want{order: master.OrderWant{Variant: master.LeadingZeros, External: master.Absent}}, schemas.Device)
	s.unit.WorkorderID, s.unit.SessionID = t.UUID1(), strings.ToUpper(t.UUID())
	s.unit.Always = []check.Edit{check.Drop("/workorderExternalId")}
	s.unit.Send = func(p check.Post) check.Exchange {
		p.ContentType = "application/json; charset=utf-8"
		return t.Send(rewritten(p, escapeAll))
	}
	for _, next := range s.steps(schemas.Device) {
		smokeDone(t, next())
	}
}

func smokeItems(t *check.T) {
	made := storyOf(t, want{order: master.OrderWant{Variant: master.Hebrew}, part: master.PartWant{Variant: master.Hebrew, Of: master.Serial}}, schemas.ItemAttach)
	made.prepare(schemas.ItemAttach)
	made.unit.Send = func(p check.Post) check.Exchange { return t.Send(rewritten(p, overLines)) }
	batch := storyOf(t, want{order: master.OrderWant{Of: master.Bulk}, part: master.PartWant{Of: master.Bulk, Quantity: "12", Least: "2"}}, schemas.ItemAttach)
	kilograms := batch.unit.ItemOf(master.PartWant{Of: master.Bulk, Quantity: "2.5", Fraction: true})
	for _, item := range []*check.Item{made.item, batch.item, kilograms} {
		smokeDone(t, item.Attach())
		smokeDone(t, item.Detach())
	}
}

func smokeReports(t *check.T) {
	zero := storyOf(t, want{operation: master.OperationWant{Zero: true, NoCenter: true, External: master.Absent}}, schemas.Operation)
	zero.report.ValidQty, zero.report.InvalidQty = "0", zero.unit.Pieces.Quantity
	zero.report.Always = []check.Edit{check.Drop("/operationExternalId")}
	batch := storyOf(t, batchOf("9", "2"), schemas.Operation)
	someRejects(batch)
	for _, s := range []*story{zero, batch} {
		s.prepare(schemas.Operation)
		for _, next := range s.steps(schemas.Operation) {
			smokeDone(t, next())
		}
	}
}

// smokeDevices brings devices of one work order with serials that are easily mixed up, and one of them twice.
func smokeDevices(t *check.T) {
	u := t.Unit()
	lower, upper, zeros, bareZeros := u.Sibling(), u.Sibling(), u.Sibling(), u.Sibling()
	lower.Serial = t.NewSerial(master.SerialWant{SKU: u.SKU, Variant: master.LowerCase, Only: true})
	upper.Serial = strings.ToUpper(lower.Serial)
	zeros.Serial = t.NewSerial(master.SerialWant{SKU: u.SKU, Variant: master.LeadingZeros, Only: true})
	bareZeros.Serial = bare(zeros.Serial)
	for _, one := range []*check.Unit{lower, upper, zeros, bareZeros} {
		smokeDone(t, one.Add())
	}
	smokeDone(t, upper.Remove())
	smokeDone(t, lower.Remove())
	smokeDone(t, lower.Add())
}

// smokeRefusals looks at what a person meets: a post that lacks something, one that is none, and a thing that is gone.
func smokeRefusals(t *check.T) {
	for _, one := range situations(schemas.Device) {
		if !strings.HasPrefix(one.name, "a second") && !strings.HasSuffix(one.name, "not JSON") && !strings.HasSuffix(one.name, "without sku") {
			continue
		}
		a := one.provoke(newStory(t, schemas.Device))
		findings := schemas.JudgeAnswer(a.Result.Status, a.Result.Transcript.AnswerHeader, a.Result.Transcript.AnswerBody)
		if a.ErrorInside(true) || slices.ContainsFunc(findings, func(f schemas.Finding) bool { return f.Clause == "E3" }) {
			t.BlockedBy(check.Lead{Clauses: []string{"T3", "E3"}}, "The refusal of %s is not told as one.", one.name)
		}
	}
}
