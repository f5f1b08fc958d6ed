package schemas

// Act is one of the seven things that the MES reports: a kind and a type, such as device add.
type Act struct {
	Kind Kind   `json:"kind"`
	Type string `json:"type"`
}

// String is the act in two words.
func (a Act) String() string { return string(a.Kind) + " " + a.Type }

// Acts lists the seven acts in the order of the contract.
func Acts() []Act {
	var acts []Act
	for _, kind := range Kinds() {
		for _, typ := range kind.Types() {
			acts = append(acts, Act{kind, typ})
		}
	}
	return acts
}
