package sender

// Trouble is one word for why there was no whole answer (T6). "" means that the ERP answered,
// whether it accepted or refused.
type Trouble string

// The troubles. BadURL, BadPayload, NoEntry and Cancelled happen on our side of the line.
const (
	BadURL      Trouble = "bad-url"
	BadPayload  Trouble = "bad-payload"
	NoEntry     Trouble = "no-credentials"
	Cancelled   Trouble = "cancelled"
	ProxyFailed Trouble = "proxy"
	DNS         Trouble = "dns"
	Refused     Trouble = "refused"
	Unreachable Trouble = "unreachable"
	TLS         Trouble = "tls"
	Reset       Trouble = "reset"
	Timeout     Trouble = "timeout"
	BrokenHTTP  Trouble = "broken-http"
	CutShort    Trouble = "cut-short"
	BodyTooLong Trouble = "body-too-long"
)

// troubleText is what a person reads about a trouble: its meaning and the usual cure.
type troubleText struct {
	Trouble Trouble `json:"trouble"`
	Words   string  `json:"words"`
	Cure    string  `json:"cure"`
}

// troubles is the catalogue: every way in which a post gets no whole answer, in the
// order in which a post meets them.
func troubles() []troubleText {
	return []troubleText{
		{BadURL, "The URL cannot be used, so nothing was sent.",
			"Give a whole URL such as https://erp.example.com/device."},
		{BadPayload, "The payload cannot be written as JSON, so nothing was sent.",
			"Give one of the payload types, or the bytes of the body."},
		{NoEntry, "There were no credentials for the post, so nothing was sent.",
			"Check what the target says of them (auth), and that the token endpoint can be reached and knows the client."},
		{Cancelled, "The post was cancelled before the answer came.",
			"Check whether the ERP booked the post before you send it again."},
		{ProxyFailed, "The proxy in the environment cannot be reached, or did not let the post through.",
			"Correct HTTP_PROXY and HTTPS_PROXY, or name the host of the ERP in NO_PROXY to go without."},
		{DNS, "The name of the host could not be resolved.",
			"Check the spelling of the host in the URL, and that the MES server uses a name server that knows it."},
		{Refused, "The host is there but nothing listens on that port.",
			"Start the ERP's endpoint, or correct the port in the URL."},
		{Unreachable, "There is no route through the network to that host.",
			"Check the address, the VPN and the firewall between the MES server and the ERP."},
		{TLS, "The secure connection could not be made.",
			"Check the certificate of the ERP: who signed it, for which host, until when; and that the URL's http or https is what the ERP speaks."},
		{Reset, "The ERP closed the connection without an answer.",
			"Read the ERP's log at this time: a crash, a proxy or a limit ended the connection."},
		{Timeout, "The ERP did not answer in time.",
			"Check whether the ERP booked the post before you send it again, and make it answer faster (E8 asks for 5 s)."},
		{BrokenHTTP, "What came back is not HTTP/1.1, or broke off inside its headers.",
			"Check that host and port belong to an HTTP server, and what it writes to the connection."},
		{CutShort, "The answer began but ended before it was whole.",
			"Check whether the ERP booked the post; its Content-Length or its chunks do not fit what it sent."},
		{BodyTooLong, "The body of the answer is longer than the sender reads.",
			"Let the ERP answer with a short JSON object; check whether it booked the post."},
	}
}

// textOf finds the catalogue's entry of a trouble.
func textOf(trouble Trouble) troubleText {
	for _, t := range troubles() {
		if t.Trouble == trouble {
			return t
		}
	}
	return troubleText{Trouble: trouble}
}
