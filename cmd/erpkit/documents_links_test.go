package main

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

var (
	docHeading  = regexp.MustCompile(`(?m)^##+ (.*)$`)
	docLink     = regexp.MustCompile(`\]\(([^)]+)\)`)
	docFlag     = regexp.MustCompile("(?:^|[\\s`(|])(--[a-z][a-z-]*[a-z])")
	notInAnchor = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// A link leads to a heading of a document or to a file of the tree.
func TestDocuments_LinksLeadSomewhere(t *testing.T) {
	anchors := map[string]bool{}
	for _, d := range documents(t) {
		for _, heading := range docHeading.FindAllStringSubmatch(docFence.ReplaceAllString(d.text, ""), -1) {
			anchor := d.path + "#" + anchorOf(heading[1])
			if anchors[anchor] {
				t.Errorf("%s has two headings with the anchor %s: the second one is out of reach", d.path, anchor)
			}
			anchors[anchor] = true
		}
	}
	links := 0
	for _, d := range documents(t) {
		for _, link := range docLink.FindAllStringSubmatch(docFence.ReplaceAllString(d.text, ""), -1) {
			to, anchor, hasAnchor := strings.Cut(link[1], "#")
			links++
			if strings.Contains(to, "://") {
				continue
			}
			file := path.Join(path.Dir(d.path), to)
			if to == "" {
				file = d.path
			}
			if _, err := os.Stat(filepath.Join(treeRoot, file)); err != nil {
				t.Errorf("%s links to %s, which is not there", d.path, link[1])
			}
			if hasAnchor && !anchors[file+"#"+anchor] {
				t.Errorf("%s links to %s, and no heading of %s has that anchor", d.path, link[1], file)
			}
		}
	}
	if len(anchors) == 0 || links == 0 {
		t.Fatal("the documents have no headings or no links")
	}
}

// anchorOf is the anchor of a heading: small letters, hyphens for spaces, no punctuation.
func anchorOf(heading string) string {
	return strings.ReplaceAll(notInAnchor.ReplaceAllString(strings.ToLower(heading), ""), " ", "-")
}

// A flag that a document mentions is a flag of a command, or of a tool in this list.
func TestDocuments_NameOnlyFlagsThatExist(t *testing.T) {
	known := map[string]bool{"--help": true, "--rm": true, "--service-ports": true, "--profile": true, "--network": true}
	var collect func(*cobra.Command)
	collect = func(cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) { known["--"+f.Name] = true })
		cmd.PersistentFlags().VisitAll(func(f *pflag.Flag) { known["--"+f.Name] = true })
		for _, below := range cmd.Commands() {
			collect(below)
		}
	}
	collect(newRoot())
	named := 0
	for _, d := range documents(t) {
		for _, flag := range docFlag.FindAllStringSubmatch(docFence.ReplaceAllString(d.text, ""), -1) {
			named++
			if !known[flag[1]] {
				t.Errorf("%s speaks of %s, which no command has", d.path, flag[1])
			}
		}
	}
	if named == 0 {
		t.Fatal("the documents name no flag")
	}
}
