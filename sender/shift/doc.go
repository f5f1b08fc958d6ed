// Package shift plays random legitimate work: people at stations set and correct serials, attach
// and detach items, report and take back operations, on devices and on parts without serials.
// It serves demos, soak runs and load.
//
//	summary, err := shift.Play(ctx, shift.Options{
//		Settings: settings, Poster: client, Seed: 7, Events: 500,
//	})
//	if err == nil {
//		fmt.Println(summary)
//	}
//
// A shift is exactly as many posts as asked for. The same seed gives the same posts, byte for byte,
// as long as the ERP answers the same; with several stations, each station's posts repeat, but their
// interleaving does not. Every post is one that a correct MES may make at that moment (F1-F6, F5
// included), so an honest ERP accepts them all. A refusal does not end the shift (T7), the first
// trouble on the line does, unless it is told to go on. Memory does not grow with the length of the
// shift, and neither does what lies in the ERP: of finished work only a few thousand things stay
// there, older ones are dismantled again.
//
// With master data every name comes from there: no work order is exceeded, and its pieces are used again once
// finished work was taken apart.
//
// It may import schemas, schemas/show, sender and sender/master, nothing else of ours.
package shift
