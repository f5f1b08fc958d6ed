package api

// ShiftOrder asks for a demo shift of so many posts, 60 unless it says, in a run.
type ShiftOrder struct {
	Events int    `json:"events"`
	Run    string `json:"run"`
}

// SendOrder asks that the post of an exchange is sent again.
type SendOrder struct {
	Exchange uint64 `json:"exchange"`
}

// Sent is what came of a post that was sent again. Exchange is its place in the journal, 0 where the answer does not
// tell; Words say what the MES understands.
type Sent struct {
	Exchange   uint64      `json:"exchange"`
	Status     int         `json:"status"`
	Words      string      `json:"words"`
	Understood *Understood `json:"understood,omitempty"`
}

// CapsuleOrder asks for a story around an exchange, a serial or a work order. With Mask it can leave the house.
type CapsuleOrder struct {
	Exchange  uint64 `json:"exchange"`
	Run       string `json:"run"`
	Serial    string `json:"serial"`
	WorkOrder string `json:"workOrder"`
	Mask      bool   `json:"mask"`
}

// Capsule is a story that replays what was recorded.
type Capsule struct {
	File string `json:"file"`
	Text string `json:"text"`
	// Posts is how many posts are in it, Reproduces says when it reproduces.
	Posts      int    `json:"posts"`
	Reproduces string `json:"reproduces"`
	// Notes say what was left out.
	Notes []string `json:"notes"`
}
