// Package plainfile opens the files that users name, and nothing but files: a pipe or a device, which may never
// end or block whoever opens it, is refused. It looks at what was opened and not at the name, since something else
// may have that name a moment later. Replace writes a file as a whole.
//
// It imports nothing of ours.
//
//	file, err := plainfile.Open("script.yaml")
//	if errors.Is(err, plainfile.ErrNotOrdinary) {
//		return errors.New("this is a pipe or a device: save the text in an ordinary file")
//	}
package plainfile
