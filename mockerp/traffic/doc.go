// Package traffic is the one record of a post and its answer: an Exchange, whoever recorded it; where it
// comes from and what of it nobody knows; whether it is a post of the contract; what the MES read.
//
//	x := &traffic.Exchange{Origin: &traffic.Origin{Place: "entry 1"}, Request: traffic.Request{Method: "POST", URL: "/r/line-4/device"}}
//	traffic.NewContract("").Tell(x)
//	fmt.Println(x.Place(), x.Kind, x.Run, x.Origin.Foreign) // entry 1 device line-4
//	fmt.Println(string(x.Read().Body))                      // the answer, unpacked
//
// A Mask takes the secrets out of what is shown. Files are read and written in the room capture.
//
// It may import mockerp/fault, schemas, schemas/coverage and schemas/show, nothing else of ours.
package traffic
