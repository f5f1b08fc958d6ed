package credentials

import (
	"net/http"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// Form is the object auth as it stands in a file; schemas/target.schema.json describes it.
type Form struct {
	Bearer *secret `yaml:"bearer"`
	Basic  *struct {
		User     string `yaml:"user"`
		Password secret `yaml:"password"`
	} `yaml:"basic"`
	APIKey *struct {
		Header string `yaml:"header"`
		Value  secret `yaml:"value"`
	} `yaml:"apiKey"`
	OAuth2 *struct {
		TokenURL     string            `yaml:"tokenUrl"`
		ClientID     string            `yaml:"clientId"`
		ClientSecret secret            `yaml:"clientSecret"`
		Scopes       []string          `yaml:"scopes"`
		Params       map[string]string `yaml:"params"`
	} `yaml:"oauth2"`
	HMAC *struct {
		Header    string `yaml:"header"`
		Secret    secret `yaml:"secret"`
		Algorithm string `yaml:"algorithm"`
		Encoding  string `yaml:"encoding"`
		Prefix    string `yaml:"prefix"`
	} `yaml:"hmac"`
}

// CheckLiterals finds secrets that stand in the file themselves, at the JSON pointer of auth. It comes before
// the check of the schema, whose sentences would show them.
func CheckLiterals(file *yamlfile.File, auth string) error {
	var problems yamlfile.Problems
	for _, member := range []string{"/bearer", "/basic/password", "/apiKey/value", "/oauth2/clientSecret", "/hmac/secret"} {
		if _, single := file.Text(auth + member); single {
			problems = append(problems, file.KeyProblem(auth+member, "a secret does not belong in this file, where others can read it: "+
				"write {env: NAME} for an environment variable that has it, or {file: PATH} for a file that has nothing else"))
		}
	}
	return problems.Err()
}

// opening makes credentials of a form, and gathers what is wrong with it.
type opening struct {
	*Credentials
	file     *yamlfile.File
	auth     string // the JSON pointer of the form
	taken    map[string]string
	problems yamlfile.Problems
}

// Open reads the secrets of a form that stands at the JSON pointer auth of the file. The error is
// yamlfile.Problems: all that is wrong, each with its place.
func (f *Form) Open(file *yamlfile.File, auth string) (*Credentials, error) {
	o := &opening{Credentials: &Credentials{header: http.Header{}}, file: file, auth: auth, taken: map[string]string{}}
	if f.Bearer != nil && o.takes(authorization, "bearer") {
		o.header.Set(authorization, "Bearer "+o.read(*f.Bearer, "bearer"))
	}
	if f.Basic != nil && o.takes(authorization, "basic") {
		value := basic(f.Basic.User, o.read(f.Basic.Password, "basic", "password"))
		o.header.Set(authorization, value)
		o.secrets = append(o.secrets, strings.TrimPrefix(value, "Basic "))
		if strings.Contains(f.Basic.User, ":") {
			o.wrong("the user must not contain a colon, which separates it from the password", "basic", "user")
		}
	}
	if f.OAuth2 != nil && o.takes(authorization, "oauth2") {
		o.openTokens(f)
	}
	if f.APIKey != nil && o.takes(f.APIKey.Header, "apiKey", "header") {
		o.header.Set(f.APIKey.Header, o.read(f.APIKey.Value, "apiKey", "value"))
	}
	if f.HMAC != nil && o.takes(f.HMAC.Header, "hmac", "header") {
		key := o.read(f.HMAC.Secret, "hmac", "secret")
		o.signs = &signature{
			header: http.CanonicalHeaderKey(f.HMAC.Header), key: []byte(key), prefix: f.HMAC.Prefix,
			hash: hashOf(f.HMAC.Algorithm), base64: f.HMAC.Encoding == "base64",
		}
	}
	return o.Credentials, o.problems.Err()
}

// takes tells whether a header is still free; one of the connection never is.
func (o *opening) takes(header string, place ...any) bool {
	header = http.CanonicalHeaderKey(header)
	if slices.Contains([]string{"Host", "Content-Length", "Content-Type", "Connection", "Transfer-Encoding"}, header) {
		o.wrong("the header "+header+" says something else in every post: name another one", place...)
		return false
	}
	if by := o.taken[header]; by != "" {
		o.wrong("the header "+header+" is made by "+by+" already: remove one of the two", place...)
		return false
	}
	o.taken[header] = place[0].(string)
	return true
}

func (o *opening) wrong(words string, place ...any) {
	o.problems = append(o.problems, o.file.KeyProblem(o.auth+yamlfile.Pointer(place...), "%s", words))
}
