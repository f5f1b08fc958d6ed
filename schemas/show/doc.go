// Package show shows a post to a person, on both sides of the line: without the secrets of its
// headers and its URL, without what could control a terminal, and as a curl line that repeats it.
//
//	fmt.Println(show.URL("http://erp.example/device?token=1")) // http://erp.example/device?token=***
//	header := show.Header(request.Header)                      // Authorization: Bearer ***
//	fmt.Println(show.Text(words))                              // control characters are escaped
//	line := show.Line{Method: "POST", URL: url, Header: header, Body: body}
//	fmt.Println(line) // curl -sS -i …
//
// What a user gave is hidden by a Hider, wherever it stands. Of what was recorded from the wire Recorded shows only the values
// that are known to be harmless. Elsewhere secrets are recognised by the names of headers and query members. Bodies are shown
// unchanged: the contract has no place for a secret in them. It imports nothing of ours.
package show
