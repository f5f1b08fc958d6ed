package yamlfile

import (
	"errors"
	"fmt"
	"net/url"
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"go.yaml.in/yaml/v4"
)

// Check compares the file with a published schema, such as "script.schema.json". The
// error is Problems: everything that the schema does not allow. Where the schema wants
// text and a plain number, true or false stands, the file has the text that was written,
// from then on; so Check comes before Decode and Value.
func (f *File) Check(schemaName string) error {
	p, err := publishedAs(schemaName)
	if err != nil {
		return fmt.Errorf("the schema %s cannot be used: %w", schemaName, err)
	}
	return f.check(p)
}

// maxRounds bounds how often words are taken as text: what was hidden behind the wrong
// branch of a oneOf comes into the light in the next round.
const maxRounds = 8

func (f *File) check(p *published) error {
	var leaves []leaf
	for range maxRounds {
		var err error
		if leaves, err = p.validate(f.tree); err != nil {
			return f.whole("%v", err)
		}
		if len(leaves) == 0 {
			return nil
		}
		if !f.takeAsText(leaves) {
			break
		}
		f.tree = valueOf(f.root)
	}
	return f.explain(leaves).Err()
}

// validate gives the errors that are worth telling.
func (p *published) validate(tree any) (leaves []leaf, err error) {
	defer func() { // a hole of the validator must not end a server
		if r := recover(); r != nil {
			err = fmt.Errorf("this cannot be checked: %v", r)
		}
	}()
	err = p.schema.Validate(tree)
	if invalid, ok := errors.AsType[*jsonschema.ValidationError](err); ok {
		return p.leaves(invalid), nil
	}
	return nil, err
}

// takeAsText turns plain words into text where text is wanted, and says whether there were any.
func (f *File) takeAsText(leaves []leaf) (taken bool) {
	for _, l := range leaves {
		if !l.wantsText() {
			continue
		}
		at, ok := f.find(l.pointer)
		if ok && at.node.Kind == yaml.ScalarNode && at.node.Tag != tagText && at.node.Tag != tagNull {
			at.node.Tag = tagText
			taken = true
		}
	}
	return taken
}

// leaf is one error of the validator that has no causes of its own.
type leaf struct {
	pointer string // of the value in the file
	keyword keyword
	// others are the keywords of the other branches of a oneOf or anyOf that fail at the
	// same value in the same way: together they say what is wanted.
	others []keyword
	cause  *jsonschema.ValidationError
}

func (l leaf) wantsText() bool {
	for _, k := range append([]keyword{l.keyword}, l.others...) {
		if k.name != "type" {
			continue
		}
		if slices.Contains(k.words(), "string") {
			return true
		}
	}
	return false
}

// steps splits a location as the validator writes it: URL-escaped over JSON pointer.
func steps(location string) []string {
	list, _ := SplitPointer(location)
	for i, step := range list {
		if plain, err := url.PathUnescape(step); err == nil {
			list[i] = plain
		}
	}
	return list
}

// pointerOf turns a location of the validator into a plain JSON pointer.
func pointerOf(location string) string {
	if plain, err := url.PathUnescape(location); err == nil {
		return plain
	}
	return location
}
