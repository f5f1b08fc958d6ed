package scenarios

import (
	"strings"
	"testing"
)

func TestChoose(t *testing.T) {
	stories := []*Story{{Name: "guitar", Tags: []string{"device"}}, {Name: "serial-corrected", Tags: []string{"device", "table"}}, {Name: "serial-twice"}}
	for _, c := range []struct {
		names, tags []string
		want, wrong string
	}{
		{nil, nil, "guitar serial-corrected serial-twice", ""},
		{[]string{"serial-*"}, nil, "serial-corrected serial-twice", ""},
		{[]string{"guitar.yaml", "serial-twice"}, nil, "guitar serial-twice", ""},
		{nil, []string{"table", "device"}, "guitar serial-corrected", ""},
		{[]string{"serial-*"}, []string{"table"}, "serial-corrected", ""},
		{[]string{"serial-twice"}, []string{"table"}, "", ""},
		{[]string{"gitar"}, []string{"devise"}, "", `no story is called "gitar": did you mean "guitar"?` + "\n" + `no story has the tag "devise": did you mean "device"?`},
		{[]string{"[", "x*"}, nil, "", "no story is called"},
	} {
		got, err := Choose(stories, c.names, c.tags)
		var names []string
		for _, s := range got {
			names = append(names, s.Name)
		}
		if (err != nil) != (c.wrong != "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%v %v: got the error %v", c.names, c.tags, err)
		}
		if strings.Join(names, " ") != c.want {
			t.Errorf("%v %v: got %v, want %s", c.names, c.tags, names, c.want)
		}
	}
}
