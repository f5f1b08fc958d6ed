package traffic

// Asked is what nobody could tell later of how a script was asked for a post. With the post itself it is enough to say
// why rules did not answer, when somebody reads the exchange: on every post that would cost more than all else.
type Asked struct {
	// Scripts were asked one after the other, ten at most; none where they were too long to be kept.
	Scripts []AskedScript
	// Seq is the number of the post in its run; BooksID is the id that the books would have given, and BooksSize how
	// many things they knew.
	Seq       uint64
	BooksID   string
	BooksSize int
}

// AskedScript is one script that was asked, and did not answer with its first rule.
type AskedScript struct {
	Script *Script
	// Before is how many rules are before the one that answered; all where none did.
	Before int
	// Passed are rules that were about the post and let it pass, ten at most.
	Passed []Passed
}

// Passed is what a rule saw of a post that it did not answer, as far as the post alone does not tell it.
type Passed struct {
	// Rule is its place among the rules, from 0.
	Rule int
	// Asked is the number of the post that the expression saw, where it looks at that; Matched is its number
	// among those that the rule was about, 0 where it was not about this one. Both count from 1.
	Asked, Matched uint64
	// Trouble is why the expression could not be computed.
	Trouble string
}

// Script is a script as it was when it was asked. All exchanges for which it was asked share it; nobody may change it.
type Script struct {
	// Key is the same for the same text with the same rules switched off and the same seed.
	Key string
	// Text is as it was read; empty when it is not kept any more.
	Text []byte
	// Off are the rules that were switched off, from 0.
	Off []int
	// Seed is where its chance came from.
	Seed uint64
}

// Bytes is about how much memory the script takes.
func (s *Script) Bytes() int64 {
	const cost, number = 128, 8
	return int64(cost + len(s.Key) + len(s.Text) + number*len(s.Off))
}
