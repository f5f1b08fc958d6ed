// Package wish reads what a post itself asks of the mock: `Prefer: status=409, delay=2s, fault=timeout` (RFC
// 7240) or, for a MES that can only be given a URL, the same in the query: ?prefer=status=409,delay=2s. A
// wish wins over the script. A wish that cannot be granted is ignored, with a note: a preference is never a
// reason to refuse.
//
// It may import mockerp/fault, schemas and schemas/show, nothing else of ours.
//
//	asked, notes := wish.Read(request.Header, request.URL.RawQuery)
//	if asked.Status != 0 {
//		answer.Status = asked.Status
//	}
package wish
