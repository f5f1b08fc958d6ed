package play_test

import (
	"context"
	"fmt"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/scenarios/play"
)

func ExampleRun() {
	stories, err := scenarios.LoadFS(scenarios.Files(), "guitar.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := play.Run(context.Background(), stories, play.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Cases[0].Name, result.Cases[0].Outcome == play.Passed, result.Exit)
	// Output:
	// guitar true 0
}
