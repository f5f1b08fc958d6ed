package scenarios

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Choose returns the chosen stories in their order: those with one of the names, if there are names, and with one
// of the tags, if there are tags. A name may contain * and ?, as in serial-*, and may be the name of the file. The
// error lists every name and tag that no story has.
func Choose(stories []*Story, names, tags []string) ([]*Story, error) {
	var allNames, allTags []string
	for _, s := range stories {
		allNames, allTags = append(allNames, s.Name), append(allTags, s.Tags...)
	}
	slices.Sort(allTags)
	var wrong []error
	for _, name := range names {
		if !slices.ContainsFunc(stories, func(s *Story) bool { return s.called(name) }) {
			wrong = append(wrong, fmt.Errorf("no story is called %q%s", name, meant(name, allNames)))
		}
	}
	for _, tag := range tags {
		if !slices.Contains(allTags, tag) {
			wrong = append(wrong, fmt.Errorf("no story has the tag %q%s", tag, meant(tag, slices.Compact(allTags))))
		}
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	var chosen []*Story
	for _, s := range stories {
		named := len(names) == 0 || slices.ContainsFunc(names, s.called)
		tagged := len(tags) == 0 || slices.ContainsFunc(tags, func(tag string) bool { return slices.Contains(s.Tags, tag) })
		if named && tagged {
			chosen = append(chosen, s)
		}
	}
	return chosen, nil
}

// called tells whether a name, perhaps with * and ?, matches the story.
func (s *Story) called(name string) bool {
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".yaml"), ".yml")
	matched, err := path.Match(name, s.Name)
	return err == nil && matched || name == s.Name
}
