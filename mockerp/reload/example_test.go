package reload_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/erpkit/erpkit/mockerp/reload"
)

func ExampleWatch() {
	folder, err := os.MkdirTemp("", "reload")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "greeting")
	write := func(text string) { _ = os.WriteFile(path, []byte(text), 0o600) }
	read := func(path string) (string, error) {
		text, err := os.ReadFile(path)
		return string(text), err
	}
	write("hello")

	ctx, cancel := context.WithCancel(context.Background())
	changed := make(chan string, 10)
	first, done, err := reload.Watch(ctx, path, read, func(text string) { changed <- text }, func(err error) { fmt.Println(err) })
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(first)
	write("good bye")
	for text := range changed {
		if text == "good bye" { // a half-written file may come before it
			fmt.Println(text)
			break
		}
	}
	cancel()
	<-done
	// Output:
	// hello
	// good bye
}
