package script

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"text/template"

	sprig "github.com/go-task/slim-sprig/v3"
)

// functions are what templates can call. It is a list of what is allowed, not of what is
// forbidden: no environment, nothing that makes lists or repeats, and no chance but that of
// the seed (functions_live.go).
type functions struct {
	own     template.FuncMap
	builtin map[string]any // text/template's own, by name only
}

// borrowed are the functions that are taken from slim-sprig as they are.
var borrowed = [...]string{
	"trim", "upper", "lower", "title", "trimAll", "trimSuffix", "trimPrefix",
	"contains", "hasPrefix", "hasSuffix", "quote", "squote", "cat", "plural", "sha256sum", "toString",
	"default", "empty", "coalesce", "ternary", "hasKey", "dig", "splitList", "first", "last",
	"toJson", "b64enc", "b64dec",
}

// counting are those that compute. They get numbers that are not Go numbers as float64.
var counting = [...]string{
	"atoi", "int", "int64", "float64", "add", "add1", "sub", "mul", "div", "mod", "max", "min",
	"ceil", "floor", "round",
}

// rendering are those that make text of whatever they get, objects and lists included.
var rendering = [...]string{"print", "println", "printf", "quote", "squote", "cat", "toString", "toJson", "html", "js", "urlquery"}

// functions makes the functions when the first template of a script asks for them.
func (c *compiler) functions() *functions {
	if c.funcs != nil {
		return c.funcs
	}
	own := template.FuncMap{
		"replace": replace, "trunc": trunc, "substr": substr, "printf": printf, "print": fmt.Sprint, "println": fmt.Sprintln, "get": get,
		"html": template.HTMLEscaper, "js": template.JSEscaper, "urlquery": template.URLQueryEscaper,
		"eq": equalAny, "ne": unequal,
		"lt": ordered(func(result int) bool { return result < 0 }),
		"le": ordered(func(result int) bool { return result <= 0 }),
		"gt": ordered(func(result int) bool { return result > 0 }),
		"ge": ordered(func(result int) bool { return result >= 0 }),
	}
	all := sprig.HermeticTxtFuncMap()
	for _, name := range borrowed {
		own[name] = all[name]
	}
	for _, name := range counting {
		own[name] = withNumbers(all[name])
	}
	maps.Copy(own, live(nil)) // for their names
	builtin := map[string]any{}
	for _, name := range []string{"and", "or", "not", "len", "index", "slice"} {
		builtin[name] = true
	}
	c.funcs = &functions{own: own, builtin: builtin}
	c.leaves = newLeaves(own)
	return c.funcs
}

// names gives all functions, for a suggestion.
func (f *functions) names() []string {
	return slices.Sorted(maps.Keys(f.own))
}

// bounded makes a function pay for what it gets and what it makes, before it works and after.
// text/template turns the panic into the error of the template.
func (l *life) bounded(name string, function any) any {
	inner, measure := reflect.ValueOf(function), length
	if slices.Contains(rendering[:], name) {
		measure = volume
	}
	return reflect.MakeFunc(inner.Type(), func(arguments []reflect.Value) []reflect.Value {
		l.pay(arguments, measure)
		results := call(inner, arguments)
		l.pay(results, length)
		return results
	}).Interface()
}

// maxWork is how much all functions may get and make for one answer, in bytes and values.
const maxWork = 8 << 20

var errTooMuch = fmt.Errorf("the templates of this answer work on more than %d MiB of text together", maxWork>>20)

func (l *life) pay(values []reflect.Value, measure func(reflect.Value) int) {
	size := 1
	for _, value := range values {
		if size += measure(value); size > maxOutput {
			panic(errTooLong)
		}
	}
	if l.making.work += size; l.making.work > maxWork {
		panic(errTooMuch)
	}
}

func call(function reflect.Value, arguments []reflect.Value) []reflect.Value {
	if function.Type().IsVariadic() {
		return function.CallSlice(arguments)
	}
	return function.Call(arguments)
}

// length counts the letters in a value, also in a list of values. An object counts as one: it is looked into
// for a member, and not written.
func length(value reflect.Value) int { return measured(value, false) }

// volume counts all that would be written of a value: the letters and values in it, however deep.
func volume(value reflect.Value) int { return measured(value, true) }

// measured stops where it is too much.
func measured(value reflect.Value, objects bool) (size int) {
	if value.Kind() == reflect.Interface {
		value = value.Elem()
	}
	switch value.Kind() {
	case reflect.String:
		return value.Len()
	case reflect.Slice:
		size = value.Len()
		for i := 0; i < value.Len() && size <= maxOutput; i++ {
			size += measured(value.Index(i), objects)
		}
	case reflect.Map:
		if !objects {
			return 1
		}
		size = value.Len()
		for each := value.MapRange(); size <= maxOutput && each.Next(); {
			size += measured(each.Key(), objects) + measured(each.Value(), objects)
		}
	}
	return size
}

// withNumbers gives a function float64 where the payload has a number that is kept as
// text; slim-sprig would take it for 0.
func withNumbers(function any) any {
	inner := reflect.ValueOf(function)
	return reflect.MakeFunc(inner.Type(), func(arguments []reflect.Value) []reflect.Value {
		changed := make([]reflect.Value, len(arguments))
		for i, argument := range arguments {
			changed[i] = asNumber(argument)
		}
		return call(inner, changed)
	}).Interface()
}

func asNumber(value reflect.Value) reflect.Value {
	switch v := value.Interface().(type) {
	case json.Number:
		if float, err := v.Float64(); err == nil && value.Kind() == reflect.Interface {
			boxed := reflect.New(value.Type()).Elem()
			boxed.Set(reflect.ValueOf(float))
			return boxed
		}
	case []any:
		list := make([]any, len(v))
		for i, entry := range v {
			list[i] = entry
			if n, ok := entry.(json.Number); ok {
				if float, err := n.Float64(); err == nil {
					list[i] = float
				}
			}
		}
		return reflect.ValueOf(list)
	}
	return value
}
