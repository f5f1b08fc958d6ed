// Command types looks whether every package with its tests fits together for a system, such as darwin/arm64. It reads the
// sources and makes no code, so it takes seconds where go vet compiles all that is used for minutes.
package main

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/tools/go/packages"
)

func main() {
	system, machine, _ := strings.Cut(os.Args[1], "/")
	all, err := packages.Load(&packages.Config{
		Mode:       packages.LoadAllSyntax,
		Dir:        "../../..",
		Env:        append(os.Environ(), "GOOS="+system, "GOARCH="+machine, "CGO_ENABLED=0", "GOFLAGS="),
		BuildFlags: []string{"-tags=nomsgpack"},
		Tests:      true,
	}, "./...")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if packages.PrintErrors(all) > 0 {
		os.Exit(1)
	}
	fmt.Printf("%s: %d packages and tests fit together\n", os.Args[1], len(all))
}
