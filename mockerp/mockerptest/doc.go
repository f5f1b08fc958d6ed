// Package mockerptest puts the mock ERP inside a Go test.
//
// It may import mockerp, mockerp/journal, mockerp/script and mockerp/traffic, nothing else of ours. Only tests
// use it.
//
//	func TestMySender(t *testing.T) {
//		erp := mockerptest.Start(t)
//		mySender.Device(erp.URL() + "/device", "SN-1")
//		page := erp.WaitFor(t, 1, journal.Filter{Serial: "SN-1"})
//		if schemas.Broken(page.Exchanges[0].Findings) {
//			t.Fatal(page.Exchanges[0].Findings)
//		}
//	}
package mockerptest
