// Package master holds master data: the work orders, parts and operations that a real ERP has. A file
// gives them (YAML or JSON, a section of a target file, or CSV as it comes out of an ERP), and a Supply
// hands them out to many users at once: never an order beyond its quantity, never more of a part than is
// on stock, never a serial twice.
//
//	data, err := master.Read("master.yaml")
//	if err != nil {
//		return err // every mistake of the file, each with its place
//	}
//	supply := master.NewSupply(data, master.Start{})
//	pieces, err := supply.Order(master.OrderWant{Of: master.Serial})
//	var short *master.Shortage
//	if errors.As(err, &short) {
//		fmt.Println(short.Words) // what the file does not give, or what ran out, by name
//	}
//
// It may import schemas and schemas/yamlfile, nothing else of ours.
package master
