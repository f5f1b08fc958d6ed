// The commands of erpkit, one file each, are doorbells: they read flags, ring at the room that does the
// work, print what it says and turn it into an exit code. Run is the program as a function, so that
// tests call it in process:
//
//	code := Run(ctx, []string{"check", "payload.json"}, os.Stdin, &stdout, &stderr)
//
// It may import every package of ours.
package main
