//go:build !unix

package sqlite_test

import "fmt"

// childFillsUp needs a limit that only Unix systems set.
func childFillsUp(string) { fmt.Println("failed: no such limit here") }
