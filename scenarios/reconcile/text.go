package reconcile

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// mostShown is how many differences are written for a person.
const mostShown = 50

// Text writes the result for a person. The error is the writer's.
func (r *Result) Text(to io.Writer, told *Told) error {
	var b strings.Builder
	for i := range r.Differences {
		if i == mostShown {
			fmt.Fprintf(&b, "… and %d more: --json has them all\n", len(r.Differences)-mostShown)
			break
		}
		r.Differences[i].write(&b)
	}
	fmt.Fprintf(&b, "%d as they should be, %d removed and gone, %d that differ%s\n", r.Same, r.Gone, len(r.Differences), r.byWhat())
	fmt.Fprintf(&b, "The MES was told of %d posts that they are booked. Compared: %s.\n", told.Accepted, r.kindsInWords())
	if r.Strange > 0 {
		fmt.Fprintf(&b, "The ERP has %d more records, of which the MES was told nothing; they are not compared.\n", r.Strange)
	}
	if n := told.Unheard + told.Unknown; n > 0 {
		fmt.Fprintf(&b, "Of %d posts the MES heard no answer, or nobody recorded it: the ERP may have booked them or not.\n", n)
	}
	_, err := io.WriteString(to, b.String())
	return err
}

func (r *Result) kindsInWords() string {
	var kinds []string
	for _, kind := range schemas.Kinds() {
		if slices.Contains(r.Kinds, kind) {
			kinds = append(kinds, string(kind))
		}
	}
	return schemas.List(kinds, "and")
}

// byWhat counts the differences by what they are.
func (r *Result) byWhat() string {
	var order []string
	counts := map[string]int{}
	for i := range r.Differences {
		what := r.Differences[i].What
		if counts[what]++; counts[what] == 1 {
			order = append(order, what)
		}
	}
	for i, what := range order {
		order[i] = fmt.Sprintf("%d %s", counts[what], what)
	}
	if len(order) == 0 {
		return ""
	}
	return " (" + strings.Join(order, ", ") + ")"
}

func (d *Difference) write(b *strings.Builder) {
	fmt.Fprintf(b, "%s  %s\n", strings.ToUpper(d.What), show.Text(d.words()))
	if strings.HasPrefix(d.What, "wrong ") {
		fmt.Fprintf(b, "  the MES was told %s, the ERP has %s\n", quoted(d.Told), quoted(d.Has))
	}
	for i, one := range d.Records {
		if i == 3 {
			fmt.Fprintf(b, "  and %d records more\n", len(d.Records)-i)
			break
		}
		fmt.Fprintf(b, "  in the ERP  %s:%d\n", show.Text(one.File), one.Line)
	}
	if x := d.Exchange; x != nil {
		fmt.Fprintf(b, "  exchange    %s: %s -> %d %s\n", x.where(), show.Text(x.Post), x.Status, show.Text(x.Answer))
	}
}

func quoted(text string) string {
	if text == "" {
		return "nothing"
	}
	return show.Text(text)
}

// where names the exchange.
func (x *Exchange) where() string {
	return cmp.Or(x.Place, fmt.Sprintf("#%d, %s", x.ID, x.At.UTC().Format("2006-01-02 15:04:05 MST")))
}

// words is the thing in one line.
func (d *Difference) words() string {
	t := &d.Thing
	what := string(t.Kind)
	for _, part := range []struct{ name, value string }{
		{"serial", t.Serial}, {"sku", t.SKU}, {"step", t.ActCode}, {"id", t.ExternalID}, {"parent", t.Parent}, {"work order", t.WorkOrder},
	} {
		if part.value != "" {
			what += fmt.Sprintf(", %s %s", part.name, part.value)
		}
	}
	return what
}
