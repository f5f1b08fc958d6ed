// Package locust writes a locustfile: flows of the MES that Locust, a load generator for many machines, plays again
// and again. The file is one Python program, the same for all, with the posts in it as JSON text.
//
//	flows := locust.New()
//	for _, x := range exchanges { // in their order
//		if err := flows.See(x); err != nil {
//			return err
//		}
//	}
//	played, err := flows.Write(file)
//	fmt.Println(played.Posts, played.LeftOut)
//
// A flow is all posts about one stock, and about those that became parts of it. Each later post says of which earlier
// one it brings the id back, whether the ERP gave one when it was recorded or not. What the MES could not post again is
// left out and counted: what was refused or not heard, what breaks the contract, and all of a stock whose beginning is
// not there.
//
// It may import mockerp/traffic and schemas, nothing else of ours.
package locust
