// Package mockerptest puts the mock ERP inside a Go test.
//
// It may import mockerp, mockerp/control/client, mockerp/journal, mockerp/script, mockerp/traffic and schemas, nothing else of
// ours. Only tests use it.
//
//	func TestMySender(t *testing.T) {
//		erp := mockerptest.Start(t)
//		mySender.Device(erp.URL() + "/device", "SN-1")
//		erp.WaitFor(t, 1, journal.Filter{Serial: "SN-1"}, time.Second)
//		erp.NoFindings(t)
//	}
package mockerptest
