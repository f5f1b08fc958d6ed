package traffic

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/cespare/xxhash/v2"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// mostSites bounds what a Contract remembers.
const mostSites = 1000

// Contract is the one answer to the question which captured requests are posts of the contract, and
// of which kind and run: those that a mock took for one; those of the kind that is given; else those
// to a path that ends in the name of a kind; else those whose body looks like one; else those that
// went where others of the capture are known to be, for a body may be broken.
type Contract struct {
	kind  schemas.Kind
	sites map[string]bool
}

// NewContract makes a Contract for one capture. With a kind every POST is one of that kind.
func NewContract(kind schemas.Kind) *Contract {
	return &Contract{kind: kind, sites: map[string]bool{}}
}

// Learn remembers where a post went that is one beyond doubt. Whoever can goes through the whole
// capture first.
func (c *Contract) Learn(x *Exchange) {
	site := siteOf(x.Request.URL)
	if x.Request.Method != http.MethodPost || site == "" || c.sites[site] || len(c.sites) >= mostSites {
		return
	}
	if payload, _ := schemas.Parse(x.Request.Body); looksLikePost(payload) {
		c.sites[site] = true
	}
}

// Tell fills in Kind, Run and what a journal is searched by, or says in Origin.Foreign why the
// exchange, which must have been captured, is not a post of the contract.
func (c *Contract) Tell(x *Exchange) {
	payload, _ := schemas.Parse(x.Request.Body)
	kind, why := c.kindOf(x, payload)
	if x.Run == "" {
		x.Run = runOf(x.Request.URL)
	}
	if x.Origin.Foreign = why; why != "" {
		x.Kind = ""
		return
	}
	x.Kind = kind
	if payload != nil && x.Serial == "" && x.Type == "" {
		x.Index(payload)
	}
}

func (c *Contract) kindOf(x *Exchange, payload map[string]any) (kind schemas.Kind, why string) {
	named, err := schemas.ParseKind(path.Base(pathOf(x.Request.URL)))
	switch method := x.Request.Method; {
	case method != http.MethodPost && method != "":
		return "", fmt.Sprintf("%s is not how the MES reports", show.Clip(method, 80))
	case x.Decision.By == "door" && len(x.Findings) == 0:
		return "", "the door of the mock refused it before it was read as a post"
	case c.kind != "":
		return c.kind, ""
	case x.Kind != "":
		return x.Kind, ""
	case err == nil:
		return named, ""
	case looksLikePost(payload), c.sites[siteOf(x.Request.URL)]:
		return schemas.KindOf(payload), ""
	case x.Origin.Unreadable != "" && x.Origin.Own:
		return "", ""
	case x.Origin.Unreadable != "":
		return "", x.Origin.Unreadable
	}
	return "", "neither its path nor its body is that of a post of the contract"
}

// looksLikePost wants a member that tells what the post is about, and one of those that every post
// has. What misses more than that is not told from other JSON.
func looksLikePost(payload map[string]any) bool {
	return hasOne(payload, "type", "item", "actCode") && hasOne(payload, "workorderNumber", "workorderId", "stockId", "sessionId")
}

func hasOne(object map[string]any, names ...string) bool {
	for _, name := range names {
		if _, ok := object[name]; ok {
			return true
		}
	}
	return false
}

// siteOf is what posts to one integration have in common: the URL without its query.
func siteOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	return u.Host + u.Path
}

func pathOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(u.Path, "/")
}

// runOf is the run that a URL names: /r/<run>/…
func runOf(raw string) string {
	parts := strings.Split(strings.TrimPrefix(pathOf(raw), "/"), "/")
	if len(parts) > 1 && parts[0] == "r" && parts[1] != "" {
		return parts[1]
	}
	return DefaultRun
}

// Index copies what a journal is searched by out of the payload.
func (x *Exchange) Index(payload map[string]any) {
	x.Type = schemas.Text(payload, "type")
	x.WorkOrder = schemas.Text(payload, "workorderNumber")
	x.Serial = schemas.Text(payload, "serial")
	x.stock = StockSum(schemas.Text(payload, "stockId"))
	item, _ := payload["item"].(map[string]any)
	for _, other := range []string{schemas.Text(payload, "oldSerial"), schemas.Text(item, "serial")} {
		if other != "" {
			x.OtherSerials = append(x.OtherSerials, other)
		}
	}
}

// StockSum is a number that posts with the same stockId share, and few others; 0 is none, or not known.
func StockSum(stockID string) uint32 {
	if stockID == "" {
		return 0
	}
	return max(1, uint32(xxhash.Sum64String(stockID)))
}

// StockSum is that of the post, if somebody has read its payload for Index; 0 otherwise.
func (x *Exchange) StockSum() uint32 { return x.stock }

// OnStock tells whether the post is about this stockId. It reads the payload where that may be.
func (x *Exchange) OnStock(stockID string) bool {
	if x.stock != 0 && x.stock != StockSum(stockID) {
		return false
	}
	payload, _ := schemas.Parse(x.Request.Body)
	return payload != nil && schemas.Text(payload, "stockId") == stockID
}
