// Command build bundles the page of the console into bundle/, without Node.
//
//	go generate ./mockerp/console
//
// It imports nothing of ours.
package main
