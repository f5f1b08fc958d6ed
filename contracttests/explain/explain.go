package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/families"
	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/schemas"
)

// Clause is a clause with all that is known of it. Its JSON form is published.
type Clause struct {
	schemas.Clause
	schemas.Guide
	Right schemas.Sample `json:"right"`
	Wrong schemas.Sample `json:"wrong"`
	// Checks are the checks of verify that fail if the clause is broken; Also those that have to do with it.
	Checks []string `json:"checks"`
	Also   []string `json:"alsoIn"`
	// Broken are the small ERPs that break the clause: first those that break nothing else.
	Broken []ERP `json:"brokenERPs"`
}

// ERP is a small ERP to try a check on.
type ERP struct {
	Name  string `json:"name"`
	About string `json:"about"`
	// Run starts it; Verify shows what the checks of the clause say of it.
	Run    string `json:"run"`
	Verify string `json:"verify"`
}

// Of explains the clause with this id, in any case. The error names the ids that were probably meant.
func Of(id string) (Clause, error) {
	clause, known := schemas.ClauseByID(strings.ToUpper(strings.TrimSpace(id)))
	if !known {
		return Clause{}, unknown(id)
	}
	c := Clause{
		Clause: clause, Guide: schemas.GuideTo(clause.ID), Checks: []string{}, Also: []string{}, Broken: brokenBy(clause.ID),
		Right: schemas.SampleOf(clause.ID, true), Wrong: schemas.SampleOf(clause.ID, false),
	}
	for _, one := range families.All() {
		if one.Clause == clause.ID {
			c.Checks = append(c.Checks, report.Entry(one))
		} else if slices.Contains(one.Also, clause.ID) {
			c.Also = append(c.Also, report.Entry(one))
		}
	}
	return c, nil
}

func unknown(id string) error {
	var ids []string
	for _, clause := range schemas.Clauses() {
		ids = append(ids, clause.ID)
	}
	near := schemas.Near(id, ids)
	if len(near) == 0 {
		return fmt.Errorf("there is no clause %q: erpkit explain lists them all", id)
	}
	return fmt.Errorf("there is no clause %q; did you mean %s? erpkit explain lists them all", id, schemas.List(near, "or"))
}

// brokenBy lists the ERPs that break a clause, those that break it first and nothing else at the top.
func brokenBy(clause string) []ERP {
	var found []brokenerps.ERP
	for _, erp := range brokenerps.Catalogue(brokenerps.Tempo{}) {
		if !erp.Right && slices.Contains(erp.Breaks, clause) {
			found = append(found, erp)
		}
	}
	slices.SortStableFunc(found, func(a, b brokenerps.ERP) int { return weight(a, clause) - weight(b, clause) })
	list := make([]ERP, 0, len(found))
	for _, erp := range found {
		flag := "--url"
		if erp.OneURL {
			flag = "--single-url"
		}
		list = append(list, ERP{
			Name: erp.Name, About: erp.About, Run: "erpkit brokenerp " + erp.Name,
			Verify: fmt.Sprintf("erpkit verify %s http://127.0.0.1:8085 --focus '^%s '", flag, clause),
		})
	}
	return list
}

// weight is lower the more an ERP is about the clause.
func weight(erp brokenerps.ERP, clause string) int {
	return 2*slices.Index(erp.Breaks, clause) + min(len(erp.Breaks)-1, 1)
}
