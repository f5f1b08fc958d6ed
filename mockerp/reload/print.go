package reload

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/erpkit/erpkit/schemas/plainfile"
)

// mostRead is how much of one file is compared; beyond that, size and time decide.
const mostRead = 8 << 20

// printOf is a fingerprint that changes with the content of any file. An unreadable file has one
// too: its disappearance is a change.
func printOf(paths []string) string {
	all := sha256.New()
	for _, path := range paths {
		fmt.Fprintf(all, "%q\n", path)
		if err := addFile(all, path); err != nil {
			fmt.Fprintf(all, "%v\n", err)
		}
	}
	return hex.EncodeToString(all.Sum(nil))
}

func addFile(to io.Writer, path string) error {
	file, err := plainfile.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if info.Size() > mostRead {
		_, err = fmt.Fprintln(to, info.Size(), info.ModTime().UnixNano())
		return err
	}
	fmt.Fprintln(to, info.Size())
	_, err = io.Copy(to, io.LimitReader(file, mostRead))
	return err
}
