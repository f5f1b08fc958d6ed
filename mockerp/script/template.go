package script

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"text/template/parse"

	"github.com/erpkit/erpkit/schemas"
)

// maxTemplates is how long all templates of one answer may be together. Without loops,
// that bounds the steps that they can take; maxWork bounds what each step can cost.
const maxTemplates = 16 << 10

// leaf is one text of an answer with a template in it.
type leaf struct {
	leaves *leaves
	name   string
}

// templates reads the templates of one answer.
type templates struct {
	*compiler
	kinds  []schemas.Kind // that the rule can match
	size   int
	chance bool // a template throws dice
}

// leaf reads a text as a template; ok is false when there is none in it.
func (t *templates) leaf(pointer, words string) (l *leaf, ok bool) {
	if !strings.Contains(words, "{{") {
		return nil, false
	}
	t.size += len(words)
	if t.size > maxTemplates {
		return &leaf{}, true // the answer is refused, by the size of its templates
	}
	allowed := t.functions()
	trees, err := parse.Parse(pointer, words, "", "", allowed.own, allowed.builtin)
	if err != nil {
		t.refuse(pointer, "%s", allowed.explain(err))
		return &leaf{}, true
	}
	checker := treeChecker{templates: t, pointer: pointer}
	if checker.visit(trees[pointer].Root, true); len(trees) > 1 {
		t.refuse(pointer, "define is not available here: write the text where it is used")
	}
	if _, err := t.leaves.root.AddParseTree(pointer, trees[pointer]); err != nil {
		t.refuse(pointer, "%v", err)
	}
	return &leaf{leaves: t.leaves, name: pointer}, true
}

// treeChecker looks at a template before it runs: it may have no loops, and the members
// that it uses must be ones that a post has.
type treeChecker struct {
	*templates
	pointer string
}

// visit walks over a template. isPost tells whether the dot is the post.
func (t *treeChecker) visit(node parse.Node, isPost bool) {
	switch n := node.(type) {
	case *parse.ListNode:
		t.list(n, isPost)
	case *parse.ActionNode:
		t.pipe(n.Pipe, isPost)
	case *parse.IfNode:
		t.pipe(n.Pipe, isPost)
		t.list(n.List, isPost)
		t.list(n.ElseList, isPost)
	case *parse.WithNode:
		t.pipe(n.Pipe, isPost)
		t.list(n.List, false)
		t.list(n.ElseList, isPost)
	case *parse.FieldNode:
		if isPost {
			t.member(n.Ident)
		}
	case *parse.VariableNode:
		if n.Ident[0] == "$" && len(n.Ident) > 1 {
			t.member(n.Ident[1:])
		}
	case *parse.ChainNode:
		t.visit(n.Node, isPost)
	case *parse.PipeNode:
		t.pipe(n, isPost)
	case *parse.RangeNode, *parse.BreakNode, *parse.ContinueNode:
		t.refuse(t.pointer, "range is not available here: a post has no lists")
	case *parse.TemplateNode:
		t.refuse(t.pointer, "template and block are not available here: write the text where it is used")
	}
}

func (t *treeChecker) list(list *parse.ListNode, isPost bool) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		t.visit(node, isPost)
	}
}

func (t *treeChecker) pipe(pipe *parse.PipeNode, isPost bool) {
	if pipe == nil {
		return
	}
	for _, command := range pipe.Cmds {
		t.call(command)
		for _, argument := range command.Args {
			t.visit(argument, isPost)
		}
	}
}

// member checks a path such as .item.sku, so that a misspelt one is seen when the script
// is read and not at the first post.
func (t *treeChecker) member(path []string) {
	beside := map[string][]string{"books": {"id"}, "post": {"run", "seq", "kind", "header", "query"}}
	if known, ok := beside[path[0]]; ok {
		if len(path) > 1 && !slices.Contains(known, path[1]) {
			t.refuse(t.pointer, "there is no .%s.%s: there is %s", path[0], path[1], strings.Join(known, ", "))
		}
		return
	}
	name := strings.Join(path, ".")
	if _, ok := t.members.find(name, t.kinds); ok {
		return
	}
	near := schemas.Nearest(name, append(t.members.names(t.kinds), "books.id", "post.seq"))
	if near != "" {
		near = fmt.Sprintf(": did you mean {{ .%s }}? Otherwise", near)
	} else {
		near = ": if the MES really sends it,"
	}
	t.refuse(t.pointer, "{{ .%s }} is not a member of %s%s write %s", name, anyPost(t.kinds), near, lookup(path))
}

// lookup is how a member is written that may be missing.
func lookup(path []string) string {
	if len(path) == 1 {
		return fmt.Sprintf(`{{ get . %q | default "none" }}`, path[0])
	}
	return fmt.Sprintf(`{{ dig "%s" "none" . }}`, strings.Join(path, `" "`))
}

// explain makes a sentence of a parse error, which begins with `template: name:line: `.
func (f *functions) explain(err error) string {
	where := regexp.MustCompile(`^template: .*?:(\d+): `).FindStringSubmatchIndex(err.Error())
	message, line := err.Error(), ""
	if where != nil {
		line, message = message[where[2]:where[3]], message[where[1]:]
	}
	if name := regexp.MustCompile(`^function "(.*)" not defined`).FindStringSubmatch(message); name != nil {
		message = fmt.Sprintf("there is no function %q here", name[1])
		if near := schemas.Nearest(name[1], f.names()); near != "" {
			message += fmt.Sprintf(": did you mean %q?", near)
		}
	}
	if message == "unexpected EOF" {
		message = "an {{ end }} is missing"
	}
	if line == "" || line == "1" {
		return "this template cannot be used: " + message
	}
	return fmt.Sprintf("this template cannot be used, in line %s of the text: %s", line, message)
}

// maxShown is how many letters of an expression are shown in a sentence.
const maxShown = 60

// plainError makes a sentence of an error at run time, which names the template, the
// place, the expression and the cause.
func plainError(err error) error {
	message := err.Error()
	_, place, ok := strings.Cut(message, " at <")
	expression, cause, found := strings.Cut(place, ">: ")
	if !ok || !found {
		return err
	}
	if strings.HasPrefix(cause, "map has no entry for key ") && strings.HasPrefix(expression, ".") {
		return fmt.Errorf("{{ %s }} is not in this post: write %s where it may be missing",
			expression, lookup(strings.Split(expression[1:], ".")))
	}
	if letters := []rune(expression); len(letters) > maxShown {
		expression = string(letters[:maxShown]) + "…"
	}
	return fmt.Errorf("{{ %s }}: %s", expression, cause)
}
