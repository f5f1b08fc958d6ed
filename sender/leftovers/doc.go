// Package leftovers knows what was added to an ERP and not removed again: Ledger learns it from posts and
// answers, with the post that removes each thing, and Read and Write keep it in a file for erpkit cleanup.
//
// It may import schemas, schemas/plainfile and sender, nothing else of ours.
//
//	ledger := leftovers.Ledger{}
//	ledger.Note(payload, client.Post(ctx, url, payload))
//	for _, left := range ledger.Leftovers() {
//		if gone, _ := left.Settled(client.Post(ctx, left.URL, []byte(left.Body))); gone {
//			ledger.Strike(left)
//		}
//	}
package leftovers
