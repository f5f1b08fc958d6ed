// Package capture keeps exchanges in files: it writes them for other tools and reads what was captured,
// one exchange at a time.
//
//	to, err := capture.NewWriter(traffic.HAR, file, capture.Options{Base: "http://127.0.0.1:8085"})
//	err = errors.Join(to.Write(x), to.Close())
//
//	captured, err := capture.Open("capture.har", file, size, traffic.HAR, "")
//	for x, err := range captured.Exchanges() {
//		fmt.Println(x.Place(), x.Kind, x.Origin.Foreign, err)
//	}
//
// What erpkit wrote comes in again with all that the mock knew, and is judged as the mock judged it. What
// a format cannot hold:
//
//   - HAR and JSON lines: times are kept to the microsecond but for that of the post; a header that is no
//     UTF-8 comes back as Latin-1; a secret comes back masked, and the URL whole.
//   - Raw HTTP: no times, no judgement, no faults, no delays; a post whose answer was lost stands there
//     without one, so that nobody knows what the ERP booked.
//   - Curl lines: the posts alone.
//
// Raw HTTP is what people paste: HTTP/1 and HTTP/2, curl -v, HTTPie, erpkit send --verbose, commands of curl,
// PowerShell and browsers, with or without the prefix of a log before each line. JSON lines of another program
// are read where the member that holds the post is named.
//
// An entry that cannot be read, or is longer than 64 MiB, does not end a file: it comes with the reason in its
// Origin, and what is not certain of it as its Doubt. Where JSON itself breaks off, the exchanges before are
// given, and then the error.
//
// Options.Mask hides the values of headers and query members that are not known to be harmless, unless Options.Reveal is
// set; bodies are the contract's and are written as they are. It touches no files.
//
// It may import mockerp/traffic, mockerp/traffic/capture/commandline, schemas and schemas/show, nothing else of ours.
package capture
