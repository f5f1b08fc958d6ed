package check

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/erpkit/erpkit/schemas"
)

// WholeData is the Need of a check that was not run because the ERP knows its own names only.
const WholeData = "master data"

// unknownWords are how ERPs say that a name is none of theirs.
var unknownWords = pattern(`(?i)unknown|not (be )?(known|found|exist)|(does|do|did|could)(n['’]t| not) (exist|find|know)|no such|there is no|is missing in|not (a )?valid|invalid|not in (the )?(system|database)|not (registered|defined|available)|` +
	`unbekannt|nicht (bekannt|gefunden|vorhanden|angelegt)|existiert nicht|gibt es nicht|ungültig|` +
	`inconnu|introuvable|n['’]existe pas|non trouvé|desconocid|no existe|no (se )?encontr|sconosciut|non (esiste|trovat)|desconhecid|não (existe|encontrad)|` +
	`onbekend|niet gevonden|bestaat niet|nieznan|nie (istnieje|znaleziono)|neznám|nenalezen|okänd|finns inte|ukendt|tuntematon|bilinmeyen|bulunamad|ismeretlen|` +
	`неизвест|не найден|не существует|לא (קיים|קיימת|נמצא|נמצאה|ידוע|מוכר)|غير (موجود|معروف)|不存在|找不到|未找到|未知|無効|見つかりません|存在しません|없습니다|찾을 수`)

// nouns are the things that have such names, deviceWords those that do not.
var (
	nouns = pattern(`(?i)order|part\b|item|article|product|material|\bsku|operation|work.?cent|auftrag|artikel|teil\b|arbeits|ordre|pièce|orden|pieza|artículo|articolo|ordine|ordem|peça|` +
		`zlecen|zakázk|заказ|детал|издели|הזמנ|פקוד|חלק|פריט|פעול|طلب|قطعة|订单|工单|物料|零件|作業|品目|注文`)
	deviceWords = pattern(`(?i)device|parent|externalId`)
)

// pattern is made when it is first asked for: most commands judge no ERP.
func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

// learn notes whether the ERP takes names that were made up. If not, it ends the check: an ERP that knows
// only its own names cannot be asked anything until those are given. An ERP that once took a made-up name is
// no such ERP.
func (t *T) learn(a Exchange) {
	if !t.Invents() || a.Wrong || a.Act.Type != "add" {
		return
	}
	if words := t.runner.refusesNames(a); words != "" {
		t.end(Result{Outcome: Skip, Cause: NeedsData, Need: WholeData, Reason: words})
	}
}

// refusesNames gives the sentence for an ERP that refuses made-up names, "" for another.
func (r *Runner) refusesNames(a Exchange) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	kind := a.Act.Kind
	switch {
	case a.Accepted():
		r.taken[kind] = true
	case !r.taken[kind] && r.unknown[kind] == "" && speaksOfNames(a):
		r.unknown[kind] = giveData(a)
	}
	if r.taken[kind] {
		return ""
	}
	return r.unknown[kind]
}

// needsNames gives the sentence for a check whose names the ERP would not know. What needs a device needs its
// work order too.
func (r *Runner) needsNames(c *Check) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if words := r.unknown[schemas.Device]; words != "" {
		return words
	}
	for _, kind := range schemas.Kinds() {
		if words := r.unknown[kind]; words != "" && (len(c.Kinds) == 0 || slices.Contains(c.Kinds, kind)) {
			return words
		}
	}
	return ""
}

// speaksOfNames tells whether a refusal says that a name is not known. A refusal about the device alone, which
// the ERP took before, does not count.
func speaksOfNames(a Exchange) bool {
	if !a.Refused() || a.Result.Status >= http.StatusInternalServerError {
		return false
	}
	words := a.beginning()
	if !unknownWords().MatchString(words) {
		return false
	}
	named := mentions(words, namesOf(a)...) || nouns().MatchString(words)
	return named && (a.Act.Kind == schemas.Device || !mentions(words, serialOf(a)) && !deviceWords().MatchString(words))
}

// beginning is the first part of the body: a page may be long, but its reason stands there.
func (a Exchange) beginning() string {
	body := a.Result.Transcript.AnswerBody
	return string(body[:min(len(body), shortBody)])
}

// SaysUnknown tells whether a refusal says that the ERP does not have what the post is about.
func (a Exchange) SaysUnknown() bool {
	return a.Refused() && (a.Result.Status == http.StatusNotFound || a.Result.Status == http.StatusGone ||
		unknownWords().MatchString(a.beginning()))
}

// namesOf are the names in a post that a real ERP would have to know.
func namesOf(a Exchange) (names []string) {
	object, _ := schemas.Parse(a.Result.Transcript.RequestBody)
	item, _ := object["item"].(map[string]any)
	for _, name := range []string{"workorderNumber", "sku", "actCode", "workCenterCode"} {
		names = append(names, schemas.Text(object, name))
	}
	return append(names, schemas.Text(item, "sku"), schemas.Text(item, "workorderNumber"))
}

func serialOf(a Exchange) string {
	object, _ := schemas.Parse(a.Result.Transcript.RequestBody)
	return schemas.Text(object, "serial")
}

// mentions tells whether a text has one of the names in it, as it is or as JSON writes it.
func mentions(words string, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return name != "" && strings.Contains(words, name) })
}

// cureOfNames is what to do about a refused post: the usual, unless the names may be to blame.
func (t *T) cureOfNames(a Exchange, usual string) string {
	switch {
	case !t.Invents() && speaksOfNames(a):
		return "The names are those of the master data: correct them there, or make them in the ERP."
	case t.Invents() && a.Act.Type == "add" && a.Refused() && a.Result.Status < http.StatusInternalServerError && !t.runner.took(a.Act.Kind):
		return usual + " If the ERP knows only its own work orders and parts, give master data: erpkit target init writes a file to fill in."
	}
	return usual
}

func (r *Runner) took(kind schemas.Kind) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.taken[kind]
}

// giveData says what to do, with the lines to write.
func giveData(a Exchange) string {
	var lines bytes.Buffer
	object, _ := schemas.Parse(a.Result.Transcript.RequestBody)
	fmt.Fprintf(&lines, "The ERP knows only names of its own: it refused %s of a made-up work order and part. %s\n", a.What, a.Words())
	lines.WriteString("Give master data: erpkit target init writes a file to fill in, or add these lines to the target file, with names that the ERP has:\n")
	fmt.Fprintf(&lines, "  master:\n    workOrders:\n      - {number: %s, sku: %s, quantity: 50}\n", quoted(object, "workorderNumber"), quoted(object, "sku"))
	fmt.Fprintf(&lines, "    parts:\n      - {sku: %s, newSerials: \"SN-{n:8}\"}   # what the work order builds\n", quoted(object, "sku"))
	lines.WriteString("      - {sku: \"a part that is attached\", newSerials: \"CS-{n:8}\"}\n    operations:\n      - {actCode: ASSY, workCenterCode: WC-1, position: 10}")
	return lines.String()
}

// quoted gives a name as YAML takes it.
func quoted(object map[string]any, name string) string {
	text, err := json.Marshal(schemas.Text(object, name))
	if err != nil {
		return `""`
	}
	return string(text)
}
