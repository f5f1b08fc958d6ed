// Package reconcile holds what the MES was told against what the ERP has: an answer says that something was booked, and
// only the ERP's own records say whether it was.
//
//	told := reconcile.NewTold("")
//	for x := range exchanges {
//		told.See(x)
//	}
//	records, err := reconcile.ReadERP([]string{"devices.csv"}, reconcile.Columns{Named: map[string]string{"Lot No.": "serial"}})
//	if err != nil {
//		return err
//	}
//	result := told.Compare(records) // result.Differences: each with its exchange
//
// It may import mockerp/books, mockerp/traffic, schemas, schemas/show, schemas/yamlfile and sender/master, nothing else of
// ours.
package reconcile
