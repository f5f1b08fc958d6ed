// Command types looks whether every package with its tests fits together for systems such as darwin/arm64. It reads the
// sources and makes no code, so it takes seconds where go vet compiles all that is used for minutes.
package main

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/tools/go/packages"
)

func main() {
	for _, target := range os.Args[1:] {
		if err := check(target); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", target, err)
			os.Exit(1)
		}
	}
}

func check(target string) error {
	system, machine, _ := strings.Cut(target, "/")
	all, err := packages.Load(&packages.Config{
		Mode:       packages.LoadAllSyntax,
		Dir:        "../../..",
		Env:        append(os.Environ(), "GOOS="+system, "GOARCH="+machine, "CGO_ENABLED=0", "GOFLAGS="),
		BuildFlags: []string{"-tags=nomsgpack"},
		Tests:      true,
	}, "./...")
	if err != nil {
		return err
	}
	if wrong := packages.PrintErrors(all); wrong > 0 {
		return fmt.Errorf("%d errors", wrong)
	}
	fmt.Printf("%s: %d packages and tests fit together\n", target, len(all))
	return nil
}
