package script

import (
	"encoding/json"
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

// functions makes the functions when the first template of a script asks for them.
func (c *compiler) functions() *functions {
	if c.funcs != nil {
		return c.funcs
	}
	own := template.FuncMap{
		"replace": replace, "trunc": trunc, "substr": substr, "printf": printf, "print": sprint, "println": sprintln, "get": get,
		"html": template.HTMLEscaper, "js": template.JSEscaper, "urlquery": template.URLQueryEscaper,
		"eq": equalAny, "ne": unequal, "lt": less, "le": lessOrEqual, "gt": greater, "ge": greaterOrEqual,
	}
	all := sprig.HermeticTxtFuncMap()
	for _, name := range borrowed {
		own[name] = all[name]
	}
	for _, name := range counting {
		own[name] = withNumbers(all[name])
	}
	maps.Copy(own, live(nil)) // for their names; a template that calls them gets its own
	for name, function := range own {
		own[name] = bounded(function)
	}
	builtin := map[string]any{}
	for _, name := range []string{"and", "or", "not", "len", "index", "slice"} {
		builtin[name] = true
	}
	c.funcs = &functions{own: own, builtin: builtin}
	return c.funcs
}

// names gives all functions, for a suggestion.
func (f *functions) names() []string {
	return slices.Sorted(maps.Keys(f.own))
}

// bounded makes a function refuse texts that are too long, as arguments and as result.
// text/template turns the panic into the error of the template.
func bounded(function any) any {
	inner := reflect.ValueOf(function)
	return reflect.MakeFunc(inner.Type(), func(arguments []reflect.Value) []reflect.Value {
		refuseLong(arguments)
		results := call(inner, arguments)
		refuseLong(results)
		return results
	}).Interface()
}

func call(function reflect.Value, arguments []reflect.Value) []reflect.Value {
	if function.Type().IsVariadic() {
		return function.CallSlice(arguments)
	}
	return function.Call(arguments)
}

func refuseLong(values []reflect.Value) {
	size := 0
	for _, value := range values {
		if size += length(value); size > maxOutput {
			panic(errTooLong)
		}
	}
}

// length counts the letters in a value, also in a list of values.
func length(value reflect.Value) int {
	if value.Kind() == reflect.Interface {
		value = value.Elem()
	}
	switch value.Kind() {
	case reflect.String:
		return value.Len()
	case reflect.Slice:
		size := value.Len()
		for i := 0; i < value.Len() && size <= maxOutput; i++ {
			size += length(value.Index(i))
		}
		return size
	}
	return 0
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
