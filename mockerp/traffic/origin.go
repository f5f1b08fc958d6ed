package traffic

// Origin is where a captured exchange comes from, and what its file does not say. The mock's own
// exchanges have none: of those everything is known.
type Origin struct {
	// File is the capture, as whoever opened it calls it.
	File   string
	Format Format
	// Place is where in the file it stands, such as "entry 3" or "line 7", counted from 1.
	Place string
	// Mock is the mock that recorded it, and Number its number there, where the exchanges of several mocks are
	// together and numbered anew; "" and 0 otherwise.
	Mock   string
	Number uint64
	// Own is true when erpkit itself wrote the entry.
	Own bool
	// Unknown is what the file does not say of the exchange.
	Unknown Unknown
	// Unreadable is why the entry could not be read; "" when it was. What could be read is there.
	Unreadable string
	// Doubt is what of it is not certain; "" is nothing.
	Doubt string
	// Foreign is why it is not a post of the contract; "" when it is one.
	Foreign string
}

// Format is a way to keep exchanges in a file.
type Format string

// The formats.
const (
	HAR       Format = "har"   // an HTTP archive, version 1.2
	JSONLines Format = "jsonl" // one JSON object in each line, as erpkit writes it
	Raw       Format = "raw"   // HTTP as it goes over the wire
	Curl      Format = "curl"  // a curl line for each post; it can only be written
)

// Unknown are the parts of an exchange that nobody knows. Three more have a place of their own:
// Request.Truncated is a body that was captured in part, Answer.Lost an answer that the MES did not
// hear, Cut what was too large for a journal.
type Unknown uint8

// What may be unknown.
const (
	Time       Unknown = 1 << iota // when the post was received
	Order                          // whether it came before or after its neighbours
	Headers                        // of the post, all or some
	Answered                       // whether there was an answer, and which
	AnswerBody                     // all of the answer's body, or the end of it
	Booking                        // whether books followed the answer
	Judgement                      // what a mock found: nobody has judged the post
)

// Knows tells whether a part of the exchange is known.
func (x *Exchange) Knows(part Unknown) bool {
	return x.Origin == nil || x.Origin.Unknown&part == 0
}

// Place is where a captured exchange stands in its file; "" for the mock's own.
func (x *Exchange) Place() string {
	if x.Origin == nil {
		return ""
	}
	return x.Origin.Place
}
