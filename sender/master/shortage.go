package master

import "fmt"

// Shortage says what a file does not give, or what ran out.
type Shortage struct {
	// Need is what was wanted, in a few words that are the same for everybody who wants it.
	Need string
	// Words is one sentence with the cure.
	Words string
	// Later is true when others have it, so that it may come back.
	Later bool
}

// Error is the sentence.
func (s *Shortage) Error() string { return s.Words }

// missing is a shortage of what the file does not have at all.
func missing(need, where, cure string) *Shortage {
	return &Shortage{Need: need, Words: fmt.Sprintf("The master data give no %s%s: %s.", need, where, cure)}
}
