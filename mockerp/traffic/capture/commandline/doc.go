// Package commandline reads the commands with which people and browsers post: curl for a POSIX shell, for
// cmd and for PowerShell, Invoke-WebRequest, and fetch. Nothing is run, and no file is opened.
//
//	r, err := commandline.Parse(`curl -d '{"type": "add"}' -H 'Content-Type: application/json' http://erp.example/device`)
//	fmt.Println(r.Method, r.URL, string(r.Body), err) // POST http://erp.example/device {"type": "add"} <nil>
//
// A command of several lines is collected with an Opening, which tells where it ends.
//
// It may import schemas/show, nothing else of ours.
package commandline
