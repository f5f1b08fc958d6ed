// Package reload reads a file again when it changes on disk, for a program that goes on running. It
// survives editors that write a new file and rename it over the old one, waits until the writing is
// over, and tells what is wrong with a file without giving up the last good one.
//
// It may import schemas/plainfile, nothing else of ours. It knows nothing of what is in the file.
//
//	s, done, err := reload.Watch(ctx, "script.yaml", script.Load, func(s *script.Script) {
//		use(s)
//	}, func(err error) {
//		show(err) // nil: the file is again what is in use
//	})
package reload
