package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/erpapi"
)

// schemaFlags are the flags of schema as typed.
type schemaFlags struct {
	out    string
	asJSON bool
}

func schemaCommand() *cobra.Command {
	var f schemaFlags
	cmd := &cobra.Command{
		Use:   "schema [openapi|postman|typescript|jsonschema]",
		Short: "Write what an ERP receives and may answer as OpenAPI, Postman collection, TypeScript types or JSON Schemas",
		Long: `Writes the ERP's side of the contract for other tools: an OpenAPI 3.1 document to generate a server from, a Postman
collection to try an ERP with, TypeScript types, or the JSON Schemas in one file. Without a name it lists them. All are
made from the same schemas and examples that erpkit judges by.

--out names a file, or a folder that is there: in it the files have their own names, and each JSON Schema has a file of its own.

Exit codes: 0 written or listed, 2 there is no such form, a flag is wrong or the file cannot be written.`,
		Example: `  erpkit schema openapi --out erp.openapi.yaml
  erpkit schema postman > erp.postman_collection.json
  erpkit schema jsonschema | jq '."$defs".DevicePost'`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: offers(erpapi.Forms, func(f erpapi.Form) (name, what string) { return f.Name, f.What }),
		RunE: func(cmd *cobra.Command, names []string) error {
			if len(names) == 0 {
				return f.list(cmd.OutOrStdout())
			}
			form, err := erpapi.FormOf(names[0])
			if err != nil {
				return exitWith(exitUsage, err)
			}
			return exitWith(exitUsage, f.write(cmd.OutOrStdout(), form))
		},
	}
	cmd.Flags().StringVar(&f.out, "out", "-", `file or folder to write to; "-" is standard output`)
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "JSON: the list, or the OpenAPI document, which is YAML otherwise")
	return cmd
}

func (f *schemaFlags) list(to io.Writer) error {
	switch {
	case f.out != "-":
		return exitf(exitUsage, "--out is for one of the forms: name it, such as erpkit schema openapi --out %s", f.out)
	case f.asJSON:
		return schemas.PrintJSON(to, map[string]any{"version": 1, "forms": erpapi.Forms()})
	}
	for _, form := range erpapi.Forms() {
		fmt.Fprintf(to, "%-11s %s\n", form.Name, form.What)
	}
	_, err := fmt.Fprintln(to, "Write one with: erpkit schema NAME")
	return err
}

func (f *schemaFlags) write(to io.Writer, form erpapi.Form) error {
	if f.asJSON {
		var err error
		if form, err = form.JSON(); err != nil {
			return err
		}
	}
	info, err := os.Stat(f.out)
	if f.out != "-" && err == nil && info.IsDir() {
		files, err := form.Files()
		if err != nil {
			return err
		}
		for _, file := range files {
			if err := writeForm(to, filepath.Join(f.out, file.Name), file.Text); err != nil {
				return err
			}
		}
		return nil
	}
	text, err := form.Text()
	if err != nil {
		return err
	}
	if f.out == "-" {
		_, err = exact(to).Write(text)
		return err
	}
	return writeForm(to, f.out, text)
}

// writeForm writes a file that anybody may read, for there is nothing of a customer in it.
func writeForm(to io.Writer, path string, text []byte) error {
	err := os.WriteFile(path, text, 0o644)
	var onFile *os.PathError
	if errors.As(err, &onFile) {
		return fmt.Errorf("%s cannot be written: %w", path, onFile.Err)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(to, "written:", path)
	return err
}
