package report

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/schemas/show"
)

// Check plays one story of a file system, such as scenarios.Files(), and returns nil if it passes: one call for
// one spec of a test suite. The error is the whole report.
func Check(ctx context.Context, fsys fs.FS, name string, opts play.Options) error {
	stories, err := scenarios.LoadFS(fsys, name)
	if err != nil {
		return err
	}
	result, err := play.Run(ctx, stories, opts)
	if err != nil {
		return err
	}
	if result.Exit == play.ExitPassed {
		return nil
	}
	var b strings.Builder
	if err := Text(&b, result, show.Sh); err != nil {
		return err
	}
	return errors.New(b.String())
}
