package scenarios

// made is what the name of a step stands for.
type made string

const (
	madeStock    made = "stock"
	madeItem     made = "item"
	madeReport   made = "report"
	madeAnswer   made = "answer"
	madeCapture  made = "captured value"
	madeConstant made = "value"
	madeAnything made = "step that is misspelt" // which is taken for whatever it is used as
)

// verbInfo is what the loader knows about a verb.
type verbInfo struct {
	verb  Verb
	makes made // what `as` names
	// on is the member that names the stock, item or report; of is what it must name.
	on string
	of made
	// texts are the other members.
	texts []string
}

func verbs() []verbInfo {
	return []verbInfo{
		{DeviceSet, madeStock, "on", madeStock, []string{"serial"}},
		{DeviceChange, madeAnswer, "on", madeStock, []string{"serial"}},
		{DeviceRemove, madeAnswer, "on", madeStock, nil},
		{ItemAttach, madeItem, "on", madeStock, []string{"sku", "quantity", "serial", "workOrder"}},
		{ItemDetach, madeAnswer, "item", madeItem, nil},
		{OperationReport, madeReport, "on", madeStock, reportTexts()},
		{OperationTakeBack, madeAnswer, "report", madeReport, nil},
		{StockNew, madeStock, "", "", nil},
		{Post, madeAnswer, "", "", nil},
		{Check, "", "on", madeStock, []string{"serial", "externalId", "items", "reports"}},
		{Pause, "", "", "", nil},
	}
}

func reportTexts() []string {
	return []string{"actCode", "workCenterCode", "position", "validQty", "invalidQty", "operationExternalId"}
}

// fieldsOf lists the fields that a name has in references.
func fieldsOf(m made) []string {
	answer := []string{"externalId", "status", "message", "answer"}
	switch m {
	case madeStock:
		return append(answer, "serial", "stockId", "sessionId", "workorderId", "workorderNumber", "workorderExternalId", "sku")
	case madeItem:
		return append(answer, "serial", "sku", "quantity")
	case madeReport:
		return append(answer, "actCode", "position")
	case madeAnswer:
		return answer
	}
	return nil
}

// reserved are names that already have a meaning.
func reserved() []string { return []string{"row", "with", "prefix", "station", "turn", "seed"} }
