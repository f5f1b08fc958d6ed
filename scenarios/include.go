package scenarios

import (
	"maps"
	"path"
	"slices"
)

// The bounds of includes in one story.
const (
	maxOpen     = 8   // nested files
	maxIncluded = 200 // files in all
)

// include replaces a step that names a file by the steps of that file.
func (r *reader) include(at string, s *Step) []*Step {
	r.onlyAround(at, "include", "say", "repeat", "parallel", "together")
	pointer := at + "/include"
	name := r.word(pointer)
	if name == "" {
		pointer += "/file"
		name = r.word(pointer)
	}
	inner := r.opened(pointer, name)
	if inner == nil {
		return nil
	}
	defer func() { r.loader.open = r.loader.open[:len(r.loader.open)-1] }()
	inner.path = s.Path + ">"
	inner.with = inner.values("/with")
	r.overrule(at+"/include/with", inner)
	inner.alone()
	inner.workOrders()
	inner.stocks()
	steps := inner.steps("/steps")
	r.story.Finally = append(inner.steps("/finally"), r.story.Finally...)
	if s.Repeat == 1 && s.Parallel == 1 && s.Together == nil {
		return steps
	}
	s.Verb, s.Steps = Group, steps
	return []*Step{s}
}

// opened opens the named file; nil if it cannot be included.
func (r *reader) opened(pointer, name string) *reader {
	full := path.Join(r.dir, name)
	switch {
	case name == "":
		return nil // the schema has refused it
	case r.fsys == nil:
		r.refuse(pointer, "this text is not in a folder, so it cannot include a file: write the steps here")
		return nil
	case !within(full):
		r.refuse(pointer, "only files in the folder of the story, or below it, can be included")
		return nil
	case slices.Contains(r.loader.open, full):
		r.refuse(pointer, "%s includes itself: leave one of the includes out", name)
		return nil
	case len(r.loader.open) > maxOpen || r.files >= maxIncluded:
		r.refuse(pointer, "there are too many includes: files can be %d deep, and %d in all", maxOpen, maxIncluded)
		return nil
	}
	r.files++
	file, err := readFS(r.fsys, full, path.Join(path.Dir(r.file.Name()), name))
	if err != nil {
		r.refuse(pointer, "%s cannot be included: %v", name, err)
		return nil
	}
	inner := &reader{loader: r.loader, file: file, dir: path.Dir(full)}
	if err := inner.check(); err != nil {
		r.refuse(pointer, "%s cannot be included: %v", name, err)
		return nil
	}
	r.loader.open = append(r.loader.open, full)
	return inner
}

// within tells whether a cleaned path stays inside its folder.
func within(full string) bool { return full != ".." && (len(full) < 3 || full[:3] != "../") }

// overrule gives the included file the values that this file sets for it.
func (r *reader) overrule(pointer string, inner *reader) {
	for _, name := range r.file.Keys(pointer) {
		if _, known := inner.with[name]; !known {
			r.refuseName(pointer+pointerTo(name), "%s has no value %q under with%s", inner.file.Name(), name, meant(name, slices.Sorted(maps.Keys(inner.with))))
		}
	}
	maps.Copy(inner.with, r.values(pointer))
}

// alone refuses to include a complete story.
func (r *reader) alone() {
	for _, name := range []string{"erp", "table", "settings", "timeout", "needs", "judge", "master"} {
		if r.has("/" + name) {
			r.refuseName("/"+name, "a file that is included cannot have %s: write it in the story", name)
		}
	}
}
