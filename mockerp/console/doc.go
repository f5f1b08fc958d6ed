// Package console is the page of the control door: what the MES sent, why it was refused, and the life of a serial.
//
//	page := console.New()
//	handler, err := control.Handler(control.Options{Page: page}) // and what else the door needs
//
// The page is made in web/ (TypeScript, Preact) and does what it does through the control API alone. `go generate` bundles
// it into bundle/, which is committed, so that nobody needs Node. The pictures of the guide are made by the tests:
//
//	ERPKIT_SHOTS=$PWD/mockerp/console/images go test ./mockerp/console -run 'DemoShift|FindingAtItsMember|TimelineOfAWorkOrder'
//
// It imports nothing of ours.
package console

//go:generate go run ./build
