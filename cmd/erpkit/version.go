package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/schemas"
)

// These are set where a release is built, with -ldflags "-X main.version=v1.2.3 -X main.commit=… -X main.date=…". The date
// is that of the commit: a date of the build would make each build another one.
var version, commit, date, modified string

// built is what is known of how this program was built. Commit is empty where nothing tells it; then date and modified are
// not known, either.
type built struct {
	Version  string `json:"version"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
	Commit   string `json:"commit,omitempty"`
	Date     string `json:"date,omitempty"`
	Modified *bool  `json:"modified,omitempty"` // not all of it is in the commit
}

func versionCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Long: `Prints the version of erpkit, of Go, the platform, and the commit that it was built from, with the date of the commit in UTC.
"modified" means that files were changed after the commit.

Exit codes: 0 printed, 2 a flag is wrong.`,
		Example: "  erpkit version --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			b := thisBuild()
			if asJSON {
				return schemas.PrintJSON(cmd.OutOrStdout(), b)
			}
			_, err := io.WriteString(cmd.OutOrStdout(), b.text())
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// versionText is the version of the release, of the module, or "dev".
func versionText() string { return thisBuild().Version }

func thisBuild() built {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return buildOf(info, built{Version: version, Commit: commit, Date: date}, modified == "true")
}

// buildOf is what the build was given, and else what Go found out. The commit, its date and whether files were changed are
// taken from one of them, never mixed.
func buildOf(info *debug.BuildInfo, given built, givenModified bool) built {
	b := built{Version: given.Version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	if b.Version == "" {
		b.Version = "dev"
		if known := info.Main.Version; known != "" && known != "(devel)" {
			b.Version = known
		}
	}
	b.Commit, b.Date = given.Commit, given.Date
	changed := givenModified
	if b.Commit == "" {
		found := map[string]string{}
		for _, s := range info.Settings {
			found[s.Key] = s.Value
		}
		b.Commit, b.Date, changed = found["vcs.revision"], found["vcs.time"], found["vcs.modified"] == "true"
	}
	if b.Commit == "" {
		b.Date = "" // of what, nobody knows
		return b
	}
	b.Modified = &changed
	if at, err := time.Parse(time.RFC3339, b.Date); err == nil {
		b.Date = at.UTC().Format(time.RFC3339)
	}
	return b
}

// text has two lines: the first alone is what earlier versions printed.
func (b built) text() string {
	first := fmt.Sprintf("erpkit %s (%s, %s)\n", b.Version, b.Go, b.Platform)
	if b.Commit == "" {
		return first + "commit unknown: built outside of a checkout, by go run, or with -buildvcs=false\n"
	}
	second := "commit " + b.Commit
	if b.Date != "" {
		second += " of " + b.Date
	}
	if *b.Modified {
		second += ", modified"
	}
	return first + second + "\n"
}
