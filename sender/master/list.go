package master

import (
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// list is one of the three lists of master data.
type list struct {
	name, what string
	file       string // how its CSV file is best called
	needed     bool
	words      []string // by which a CSV file is known
	columns    []column
	renamed    map[string]bool // columns that the file calls by their alias only: their name means something else there
}

// column is a member of a record as a CSV file may call it.
type column struct {
	name    string
	aliases []string // without blanks and marks, in lower case
	kind    kind
	needed  bool
}

// kind is what stands in a column.
type kind int

const (
	aText  kind = iota
	aBlank      // a text that may be empty in a line
	aNumber
	aWhole
	aFlag
	aList
)

func lists() []list {
	forSKUs := column{name: "forSkus", aliases: []string{"forsku", "forpart", "forparts", "parent", "parents", "parentsku", "usedin"}, kind: aList}
	forOrders := column{name: "forWorkOrders", aliases: []string{"forworkorder", "fororder", "fororders"}, kind: aList}
	return []list{
		{"workOrders", "work orders", "work-orders.csv", true, []string{"order"}, []column{
			{"number", []string{"workorder", "workordernumber", "workorderno", "order", "ordernumber", "orderno", "productionorder", "mo", "wo", "no"}, aText, true},
			{"externalId", []string{"id", "erpid", "workorderexternalid", "workorderid", "recordid"}, aText, false},
			{"sku", skuAliases(), aText, true},
			{"serialManaged", serialAliases(), aFlag, false},
			{"quantity", []string{"qty", "amount", "pieces", "orderquantity", "orderqty", "quantitytoproduce"}, aNumber, true},
		}, nil},
		{"parts", "parts", "parts.csv", true, []string{"part", "item", "article", "material", "product"}, []column{
			{"sku", skuAliases(), aText, true},
			{"serialManaged", serialAliases(), aFlag, false},
			{"serials", []string{"serial", "serialnumbers", "serialnumber", "lots", "lot"}, aList, false},
			{"newSerials", []string{"newserial", "serialpattern", "pattern"}, aText, false},
			{"reuse", []string{"reusable", "serialsagain"}, aFlag, false},
			{"quantity", []string{"qty", "onhand", "stock", "onstock", "instock", "available", "stockquantity"}, aNumber, false},
			{"step", []string{"smalleststep", "rounding", "precision", "increment"}, aNumber, false},
			{"unit", []string{"uom", "unitofmeasure", "um"}, aText, false},
			forSKUs, forOrders,
		}, nil},
		{"operations", "operations", "operations.csv", false, []string{"operation", "routing", "step", "activity", "activities"}, []column{
			{"actCode", []string{"act", "operation", "operationcode", "opcode", "activity", "code"}, aText, true},
			{"workCenterCode", []string{"workcenter", "workcentre", "workcentrecode", "center", "centre", "wc", "resource", "machine"}, aBlank, true},
			{"position", []string{"pos", "sequence", "seq", "step", "operationnumber", "opno"}, aWhole, true},
			{"operationExternalId", []string{"id", "externalid", "erpid", "operationid", "routingid", "recordid"}, aText, false},
			forSKUs, forOrders,
		}, nil},
	}
}

func skuAliases() []string {
	return []string{"part", "partnumber", "partno", "item", "itemcode", "itemnumber", "article", "articlenumber", "material", "product", "productcode", "code"}
}

func serialAliases() []string {
	return []string{"serialized", "serialised", "serialtracked", "hasserials", "trackserials", "serialtracking", "isserialmanaged"}
}

// isNamed tells whether a file is called after the list.
func (l list) isNamed(path string) bool {
	name := plain(strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)))
	return slices.ContainsFunc(l.words, func(word string) bool { return strings.Contains(name, word) })
}

// column finds the column that a header means.
func (l list) column(header string) (column, bool) {
	word := plain(header)
	for _, c := range l.columns {
		if word == strings.ToLower(c.name) && !l.renamed[c.name] {
			return c, true
		}
	}
	for _, c := range l.columns {
		if slices.Contains(c.aliases, word) {
			return c, true
		}
	}
	return column{}, false
}

// plain leaves the letters and digits, in lower case.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}
