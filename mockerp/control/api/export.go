package api

// The headers of an export that say how many exchanges match, and how many that may have matched are not there
// any more.
const (
	TotalHeader   = "Erpkit-Total"
	DroppedHeader = "Erpkit-Dropped"
)

// ExportType is the Content-Type of an export in that format; "" when there is no such format.
func ExportType(format string) string {
	return map[string]string{
		"har":   "application/json; charset=utf-8",
		"curl":  "text/plain; charset=utf-8",
		"jsonl": "application/jsonl; charset=utf-8",
		"raw":   "text/plain; charset=utf-8",
	}[format]
}
