package contracttests_test

import (
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// readInGo are the packages and names that no other package of ours uses, and who reads them.
var readInGo = map[string]string{
	"contracttests":                      "people who judge their ERP with go test",
	"contracttests/report.Report":        "contracttests.Run gives it to them",
	"mockerp":                            "people who put the mock into a program of their own",
	"mockerp/control/client":             "people who steer a mock from a program of their own",
	"mockerp/expect.Check":               "people who hold exchanges of a mock in their tests against expectations",
	"mockerp/fault.Kinds":                "the tests of mockerp and script, which go through all faults",
	"mockerp/fault.Info":                 "Kinds gives it",
	"mockerp/journal/journaltest":        "the tests of journals",
	"mockerp/journal/sqlite.ErrFull":     "whoever opens a journal tells why it was refused, as by its other errors",
	"mockerp/journal/sqlite.ErrForeign":  "as ErrFull",
	"mockerp/journal/sqlite.ErrPlace":    "as ErrFull",
	"mockerp/mockerptest":                "people who test their MES with go test",
	"mockerp/traffic/capture.Curl":       "people who show an exchange as one line",
	"scenarios/capsule.Masker.Exchanges": "the tests of the program, which know by it what a mask must hide",
	"scenarios/play.ExitFailed":          "people who play stories with go test, as the next three",
	"scenarios/play.ExitWrong":           "as ExitFailed",
	"scenarios/play.ExitUnreachable":     "as ExitFailed",
	"scenarios/play.ExitInterrupted":     "as ExitFailed",
	"scenarios/report.Check":             "people who play stories with go test",
	"schemas.Example":                    "people who test their ERP with the published examples",
	"schemas.ExampleList":                "as Example",
	"schemas/coverage.Grid":              "people who ask the control door for the coverage",
	"schemas/yamlfile/yamlfiletest":      "the tests of the file formats",
	"sender/master/mastertest":           "the tests that need master data",
	"sender.ParseSettings":               "people who hold settings as text",
}

// TestExports_HaveAReader checks that each exported name has a user: another package of ours, tests aside,
// or people who import this module. The constants of a type go with it, and so do the types that a signature
// or a field shows.
func TestExports_HaveAReader(t *testing.T) {
	all, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedImports | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo,
		Dir:  "..", BuildFlags: []string{"-tags", "nomsgpack"},
	}, "./...")
	if err != nil || len(all) < 30 || packages.PrintErrors(all) > 0 {
		t.Fatalf("%d packages were read: %v", len(all), err)
	}
	e := exports{declared: map[string]types.Object{}, used: map[string]bool{}, wanted: map[*types.Interface]bool{}}
	for _, p := range all {
		e.declare(p)
		e.use(p)
	}
	e.follow()
	for _, name := range e.unread() {
		t.Errorf("%s is exported, and no other package uses it: unexport it or delete it", name)
	}
	for name := range readInGo {
		if !e.needsReason(name) {
			t.Errorf("%s has no need to stand in the list of what is read in Go", name)
		}
	}
}

// exports are the exported names of this module, such as "mockerp/journal.Filter" or "mockerp/journal.Memory.Close".
type exports struct {
	declared map[string]types.Object
	used     map[string]bool
	// wanted are the interfaces that our code speaks of: a method may be there for one of them.
	wanted map[*types.Interface]bool
}

// declare notes what a package exports: its own names, and the methods of its types. A program exports nothing.
func (e *exports) declare(p *packages.Package) {
	if p.Name == "main" {
		return
	}
	scope := p.Types.Scope()
	for _, name := range scope.Names() {
		object := scope.Lookup(name)
		if !object.Exported() {
			continue
		}
		e.declared[nameOf(object)] = object
		named, isNamed := object.Type().(*types.Named)
		if _, isType := object.(*types.TypeName); !isNamed || !isType {
			continue
		}
		for method := range named.Methods() {
			if method.Exported() {
				e.declared[nameOf(method)] = method
			}
		}
	}
}

// use notes what a package uses of others, and the interfaces that it speaks of.
func (e *exports) use(p *packages.Package) {
	for _, one := range p.TypesInfo.Types {
		if i, isInterface := one.Type.Underlying().(*types.Interface); isInterface && one.IsType() {
			e.wanted[i] = true
		}
	}
	for _, object := range p.TypesInfo.Uses {
		if object.Pkg() != nil && object.Pkg().Path() != p.PkgPath && strings.HasPrefix(object.Pkg().Path(), module) {
			e.used[nameOf(object)] = true
		}
	}
}

// follow marks the types that used names show, until there is nothing more to mark.
func (e *exports) follow() {
	for more := true; more; {
		more = false
		for name, object := range e.declared {
			if !e.used[name] {
				continue
			}
			for shown := range shownBy(object) {
				more = more || !e.used[shown]
				e.used[shown] = true
			}
		}
	}
}

// shownBy gives the names of the types in a signature, or in the exported fields of a type.
func shownBy(object types.Object) map[string]bool {
	names := map[string]bool{}
	typ := object.Type()
	if _, isType := object.(*types.TypeName); isType {
		typ = typ.Underlying()
	}
	walk(typ, names)
	return names
}

func walk(typ types.Type, names map[string]bool) {
	switch u := typ.(type) {
	case *types.Named:
		if u.Obj().Pkg() != nil {
			names[nameOf(u.Obj())] = true
		}
	case *types.Map:
		walk(u.Key(), names)
		walk(u.Elem(), names)
	case interface{ Elem() types.Type }: // a pointer, a slice, an array or a channel
		walk(u.Elem(), names)
	case *types.Signature:
		for v := range u.Params().Variables() {
			walk(v.Type(), names)
		}
		for v := range u.Results().Variables() {
			walk(v.Type(), names)
		}
	case *types.Struct:
		for f := range u.Fields() {
			if f.Exported() {
				walk(f.Type(), names)
			}
		}
	case *types.Interface:
		for m := range u.Methods() {
			walk(m.Type(), names)
		}
	}
}

// unread gives the names that nobody reads, sorted.
func (e *exports) unread() []string {
	var names []string
	for name, object := range e.declared {
		if readInGo[name] == "" && readInGo[ownerOf(name)] == "" && readInGo[roomOf(object)] == "" && !e.isUsed(object) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// needsReason tells whether something below the entry has no use of ours.
func (e *exports) needsReason(entry string) bool {
	for name, object := range e.declared {
		if (name == entry || ownerOf(name) == entry || roomOf(object) == entry) && !e.isUsed(object) {
			return true
		}
	}
	return false
}

func (e *exports) isUsed(object types.Object) bool {
	if e.used[nameOf(object)] {
		return true
	}
	switch o := object.(type) {
	case *types.Const:
		named, ok := o.Type().(*types.Named)
		return ok && e.used[nameOf(named.Obj())]
	case *types.Func:
		return o.Signature().Recv() != nil && e.isWanted(o)
	}
	return false
}

// isWanted tells whether a method is there for an interface of our code or of the standard library.
func (e *exports) isWanted(method *types.Func) bool {
	if slices.Contains([]string{"String", "Is", "Unwrap", "MarshalText", "MarshalJSON", "UnmarshalJSON"}, method.Name()) {
		return true
	}
	for one := range e.wanted {
		for m := range one.Methods() {
			if m.Name() == method.Name() && types.Implements(method.Signature().Recv().Type(), one) {
				return true
			}
		}
	}
	return false
}

func roomOf(object types.Object) string { return strings.TrimPrefix(object.Pkg().Path(), module) }

// ownerOf is the type of a method; "" for what is none.
func ownerOf(name string) string {
	if at := strings.LastIndexByte(name, '.'); strings.Count(name[strings.LastIndexByte(name, '/')+1:], ".") == 2 {
		return name[:at]
	}
	return ""
}

func nameOf(object types.Object) string {
	if f, isFunc := object.(*types.Func); isFunc && f.Signature().Recv() != nil {
		typ := f.Signature().Recv().Type()
		if p, isPointer := typ.(*types.Pointer); isPointer {
			typ = p.Elem()
		}
		if named, isNamed := typ.(*types.Named); isNamed {
			return roomOf(object) + "." + named.Obj().Name() + "." + f.Name()
		}
	}
	return roomOf(object) + "." + object.Name()
}
