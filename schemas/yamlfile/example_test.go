package yamlfile_test

import (
	"fmt"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

func Example() {
	f, err := yamlfile.Parse("stations.yaml", []byte("stations:\n  - name: Assembly 1\n    serail: 0007\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	var file struct {
		Stations []struct {
			Name   string `yaml:"name"`
			Serial string `yaml:"serial"`
		} `yaml:"stations"`
	}
	fmt.Println(f.Decode(&file))
	// Output:
	// stations.yaml:3:5: "serail" is not known here: did you mean "serial"?
	//    3 |     serail: 0007
	//      |     ^
}
