// Package traffic is the one record of a post and its answer: an Exchange, whoever recorded it.
//
//	x := &traffic.Exchange{Run: "line-4", Kind: schemas.Device, Type: "add", Serial: "SN-7"}
//	x.Answer.Status = 200
//	fmt.Println(x.Kind, x.Type, x.Serial, x.Answer.Status)
//
// It may import schemas and the standard library, nothing else.
package traffic
