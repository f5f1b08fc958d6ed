package starters_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/erpkit/erpkit/contracttests/starters"
)

func Example() {
	folder, err := os.MkdirTemp("", "erp")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	starter, err := starters.Find("go")
	if err != nil {
		panic(err)
	}
	files, err := starter.Write(folder)
	if err != nil {
		panic(err)
	}
	for _, file := range files {
		fmt.Println(filepath.Base(file))
	}
	_, err = starter.Write(folder)
	fmt.Println("a second time:", err != nil)
	_, err = starters.Find("cobol")
	fmt.Println(err)
	// Output:
	// go.mod
	// main.go
	// a second time: true
	// there is no starter for "cobol": take python, node, go or php
}
