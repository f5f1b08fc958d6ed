package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// release is what these tests read of .goreleaser.yaml. Whether goreleaser understands all of it, .ci/release/run tells.
type release struct {
	Builds []struct {
		Goos, Goarch, Env, Flags, Tags, Ldflags []string
		Mtime                                   string `yaml:"mod_timestamp"`
	}
	Images []struct {
		Dockerfile, Disable string
		Images              []string
	} `yaml:"dockers_v2"`
	Release struct{ Disable bool }
}

func readRelease(t *testing.T) (text string, r release) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(treeRoot, ".goreleaser.yaml"))
	if err == nil {
		err = yaml.Unmarshal(raw, &r)
	}
	if err != nil || len(r.Builds) != 1 || len(r.Images) != 1 {
		t.Fatalf("%v: wanted one build and one image: %+v", err, r)
	}
	return string(raw), r
}

// The linker is silent about a variable that does not exist.
func TestRelease_SetsTheVariablesOfVersion(t *testing.T) {
	_, r := readRelease(t)
	declared := regexp.MustCompile(`(?m)^var (.*) string$`).FindStringSubmatch(fileText(t, "version.go"))
	if declared == nil {
		t.Fatal("version.go declares no variables for the linker")
	}
	var set []string
	for _, flag := range regexp.MustCompile(`-X main\.(\w+)=`).FindAllStringSubmatch(strings.Join(r.Builds[0].Ldflags, " "), -1) {
		set = append(set, flag[1])
	}
	if wanted := strings.Split(declared[1], ", "); !slices.Equal(set, wanted) {
		t.Errorf(".goreleaser.yaml sets %q, version.go has %q", set, wanted)
	}
}

func TestRelease_IsForEveryPlatformAndReproducible(t *testing.T) {
	_, r := readRelease(t)
	b := r.Builds[0]
	for what, c := range map[string]struct{ has, wanted []string }{
		"goos":   {b.Goos, []string{"linux", "windows", "darwin"}},
		"goarch": {b.Goarch, []string{"amd64", "arm64"}},
		"env":    {b.Env, []string{"CGO_ENABLED=0", "GOFLAGS="}},
		"flags":  {b.Flags, []string{"-trimpath", "-buildvcs=false"}},
		"tags":   {b.Tags, []string{"nomsgpack"}},
	} {
		for _, wanted := range c.wanted {
			if !slices.Contains(c.has, wanted) {
				t.Errorf("%s: %q has no %s", what, c.has, wanted)
			}
		}
	}
	for what, text := range map[string]string{"mod_timestamp": b.Mtime, "ldflags": strings.Join(b.Ldflags, " ")} {
		if !strings.Contains(text, ".Commit") || regexp.MustCompile(`\.(Date|Now|Timestamp)\b`).MatchString(text) {
			t.Errorf("%s is %q: the clock must not be in a release, only the commit's", what, text)
		}
	}
}

// Nothing is published, and so no document claims that it is.
func TestRelease_PublishesNothing(t *testing.T) {
	text, r := readRelease(t)
	image := r.Images[0]
	if !r.Release.Disable || image.Disable != "{{ not .IsSnapshot }}" || !slices.Equal(image.Images, []string{"erpkit"}) {
		t.Errorf("release %+v, image %+v", r.Release, image)
	}
	for _, publisher := range []string{"publishers:", "blobs:", "brews:", "homebrew_casks:", "scoops:", "winget:", "nix:", "aurs:", "uploads:", "docker_manifests:", "://"} {
		if strings.Contains(text, publisher) {
			t.Errorf(".goreleaser.yaml has %s", publisher)
		}
	}
	if _, err := os.Stat(filepath.Join(treeRoot, image.Dockerfile)); err != nil {
		t.Error(err)
	}
}
