// Package brokenerps holds small ERPs that are each wrong in one way that real teams get wrong, and
// right ones in the styles that teams really have. They prove the judge, and show users what a failure
// looks like.
//
// One of the right ones, strict, knows only its own master data, as every live ERP does; ERP.Master is the file of
// them that erpkit takes.
//
// They share one honest core that was written apart from the books of the mock, with a habit changed in each.
// It may import schemas, nothing else of ours.
//
//	for _, erp := range brokenerps.Catalogue(brokenerps.Tempo{}) {
//		server := httptest.NewServer(erp.Handler())
//		fmt.Println(erp.Name, "breaks", erp.Breaks, "at", server.URL)
//		server.Close()
//	}
package brokenerps
