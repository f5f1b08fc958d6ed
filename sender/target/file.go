package target

import (
	"errors"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/yamlfile"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/credentials"
	"github.com/erpkit/erpkit/sender/master"
)

// form is a target as it stands in a file; schemas/target.schema.json describes it.
type form struct {
	Version       int               `yaml:"version"`
	URL           string            `yaml:"url"`
	SingleURL     string            `yaml:"singleUrl"`
	DeviceURL     string            `yaml:"deviceUrl"`
	ItemAttachURL string            `yaml:"itemAttachUrl"`
	OperationURL  string            `yaml:"operationUrl"`
	Skip          []schemas.Kind    `yaml:"skip"`
	Headers       map[string]string `yaml:"headers"`
	Insecure      bool              `yaml:"insecure"`
	CA            string            `yaml:"ca"`
	Cert          string            `yaml:"cert"`
	Key           string            `yaml:"key"`
	Timeout       string            `yaml:"timeout"`
	Rate          float64           `yaml:"rate"`
	Master        any               `yaml:"master"`
	Auth          *credentials.Form `yaml:"auth"`
}

// Read reads a target from a YAML or JSON file, with the secrets that it names. Files are found beside it. The
// error is yamlfile.Problems: all that is wrong with the form, each with its place; Check says what is wrong with
// the addresses. No line of the file is shown, for it may have a secret in it.
func Read(path string) (Target, error) {
	t, err := read(path)
	if problems, ok := errors.AsType[yamlfile.Problems](err); ok {
		problems = slices.Clone(problems)
		for i := range problems {
			problems[i].Excerpt = ""
		}
		err = problems
	}
	return t, err
}

func read(path string) (t Target, err error) {
	file, err := yamlfile.Read(path)
	if err != nil {
		return t, err
	}
	if err := isOther(file); err != nil {
		return t, err
	}
	if err := credentials.CheckLiterals(file, "/auth"); err != nil {
		return t, err
	}
	var f form
	if err := file.Check("target.schema.json"); err != nil {
		return t, err
	}
	if err := file.Decode(&f); err != nil {
		return t, err
	}
	t = f.target(file)
	if f.Timeout != "" {
		if t.Timeout, err = time.ParseDuration(f.Timeout); err != nil {
			return t, yamlfile.Problems{file.Problem("/timeout", "%v: write it like 10s", err)}
		}
	}
	if f.Master != nil {
		if t.Master, err = master.FromFile(file, "/master"); err != nil {
			return t, err
		}
	}
	if f.Auth != nil {
		t.Auth, err = f.Auth.Open(file, "/auth")
	}
	return t, err
}

// isOther recognises files that are easily taken for a target: everything in them would be wrong, and
// listing that would not help.
func isOther(file *yamlfile.File) error {
	const cure = "A target has the address of the ERP: url: http://127.0.0.1:8085"
	name := filepath.Base(file.Name())
	for _, address := range []string{"/url", "/singleUrl", "/deviceUrl", "/itemAttachUrl", "/operationUrl"} {
		if _, given := file.Value(address); given {
			return nil
		}
	}
	if _, rules := file.Value("/rules"); rules {
		return yamlfile.Problems{file.KeyProblem("/rules", "this is a script for the mock, not a target: it says what an ERP answers (rules). "+
			"%s. A script is played with erpkit serve --script %s", cure, name)}
	}
	if _, steps := file.Value("/steps"); steps {
		return yamlfile.Problems{file.KeyProblem("/steps", "this is a story, not a target: it says what people do (steps). "+
			"%s. A story is played with erpkit run %s", cure, name)}
	}
	return nil
}

func (f form) target(file *yamlfile.File) Target {
	t := Target{
		Base: f.URL, Single: f.SingleURL,
		Kinds: map[schemas.Kind]string{schemas.Device: f.DeviceURL, schemas.ItemAttach: f.ItemAttachURL, schemas.Operation: f.OperationURL},
		Skip:  f.Skip, Insecure: f.Insecure, Rate: f.Rate,
		Certificates: sender.Certificates{CAFile: file.Beside(f.CA), CertFile: file.Beside(f.Cert), KeyFile: file.Beside(f.Key)},
	}
	for name, value := range f.Headers {
		if t.Headers == nil {
			t.Headers = http.Header{}
		}
		t.Headers.Add(name, value)
	}
	return t
}
