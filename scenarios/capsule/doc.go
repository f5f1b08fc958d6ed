// Package capsule makes a story of what was recorded: the exchanges around one serial, one
// work order or one broken clause become a scenario file that replays them. Posts become
// verbs where a correct MES would have made exactly this post, and raw posts where not; ids
// become references; what the ERP answered becomes its script, and the outcome that was
// observed becomes what is expected.
//
// A Masker replaces serials, numbers, skus, ids and messages by pseudonyms of the same shape,
// so that the file can leave the house.
//
//	around := capsule.Around{Run: "line-4", Serial: "SN-7"}
//	posts, err := capsule.Collect(capsule.FromStore(store), around)
//	if err != nil {
//		return err // a *NothingError says what is there instead
//	}
//	made, err := capsule.Make(posts, capsule.Options{Around: around})
//	err = os.WriteFile("issue.yaml", made.Text, 0o600)
//
// It may import mockerp/fault, mockerp/journal, mockerp/journal/search, mockerp/offline, mockerp/traffic,
// mockerp/traffic/capture, scenarios, schemas, schemas/show and sender, nothing else of ours.
package capsule
