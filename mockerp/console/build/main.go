package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	if err := build("web", "bundle"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// build writes main.js, style.css and the files that are taken as they are.
func build(from, to string) error {
	vendor := func(name string) string { return "./" + filepath.ToSlash(filepath.Join(from, "vendor", name)) }
	result := api.Build(api.BuildOptions{
		EntryPoints: []string{filepath.Join(from, "main.tsx"), filepath.Join(from, "style.css")},
		Outdir:      to, Bundle: true, Write: true, Format: api.FormatESModule, Target: api.ES2022,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, Charset: api.CharsetUTF8,
		JSX: api.JSXAutomatic, JSXImportSource: "preact", LegalComments: api.LegalCommentsNone, LogLevel: api.LogLevelWarning,
		Engines: []api.Engine{{Name: api.EngineChrome, Version: "123"}, {Name: api.EngineFirefox, Version: "120"}, {Name: api.EngineSafari, Version: "17.5"}},
		Alias: map[string]string{
			"preact": vendor("preact.mjs"), "preact/hooks": vendor("hooks.mjs"), "preact/jsx-runtime": vendor("jsxRuntime.mjs"),
			"@preact/signals": vendor("signals.mjs"), "@preact/signals-core": vendor("signals-core.mjs"),
		},
	})
	if len(result.Errors) > 0 {
		return fmt.Errorf("the page was not built: %d errors", len(result.Errors))
	}
	for _, name := range []string{"index.html", "icon.svg"} {
		bytes, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, name), bytes, 0o644); err != nil {
			return err
		}
	}
	return nil
}
