package traffic

import (
	"github.com/erpkit/erpkit/mockerp/fault"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/coverage"
)

// Understood is what the MES reads from the answer: its id on success (T4), its message on failure (T5).
func (x *Exchange) Understood() (externalID, message string) {
	a := x.Read()
	return schemas.ReadAnswer(a.Status, a.Body)
}

// Outcome is what the MES made of the answer: nothing of one that it cannot have heard, and no id of half a JSON text.
func (x *Exchange) Outcome() coverage.Outcome {
	if x.Answer.Lost {
		return coverage.OutcomeOf(0, false, false)
	}
	id, message := x.Understood()
	whole := x.Answer.Fault != string(fault.TruncatedJSON)
	return coverage.OutcomeOf(x.Answer.Status, whole && id != "", whole && message != "")
}
