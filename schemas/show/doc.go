// Package show is how a post is shown to a person, on both sides of the line: without the secrets of
// its headers and its URL, without what could steer a terminal, and as a line that repeats it.
//
//	fmt.Println(show.URL("http://erp.example/device?token=1")) // http://erp.example/device?token=***
//	header := show.Header(request.Header)                      // Authorization: Bearer ***
//	fmt.Println(show.Text(words))                              // control characters are escaped
//	line := show.Line{Method: "POST", URL: url, Header: header, Body: body}
//	fmt.Println(line) // curl -sS -i …
//
// Secrets are told by the names of headers and query members. Bodies are the contract's, which has no place
// for a secret: they are shown as they are. It imports nothing of ours.
package show
