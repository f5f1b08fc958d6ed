package reload

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
)

// mostRead is how much of one file is compared; beyond that, its size and time tell.
const mostRead = 8 << 20

// printOf is a text that changes when what is in one of the files does. A file that cannot be read
// has a print too: that it is gone is a change.
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
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not an ordinary file", path) // reading a pipe may never end
	}
	if info.Size() > mostRead {
		_, err = fmt.Fprintln(to, info.Size(), info.ModTime().UnixNano())
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	fmt.Fprintln(to, info.Size())
	_, err = io.Copy(to, io.LimitReader(file, mostRead))
	return err
}
