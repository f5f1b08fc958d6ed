// Package reload reads a file again whenever it changes on disk, while the program runs. It copes
// with editors that write a new file and rename it over the old one, waits until writing has
// stopped, and reports a wrong file while the last good one stays in use.
//
// It may import schemas/plainfile, nothing else of ours. It knows nothing of what is in the file.
//
//	s, done, err := reload.Watch(ctx, "script.yaml", script.Load, func(s *script.Script) {
//		use(s)
//	}, func(err error) {
//		show(err) // nil: the file is the value in use again
//	})
package reload
