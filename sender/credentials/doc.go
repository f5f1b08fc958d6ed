// Package credentials is what lets a post in at an ERP: a user and a password, a bearer token, an API key, a
// token of OAuth 2 that is renewed, a signature over the body. Secrets come from the environment or from
// files of their own, are never shown, and go into headers alone.
//
// It may import schemas, schemas/show and schemas/yamlfile, nothing else of ours.
//
//	file, err := yamlfile.Read("target.yaml") // auth: {bearer: {env: ERP_TOKEN}}
//	if err != nil {
//		return err
//	}
//	auth, err := credentials.From(file, "/auth")
//	if err != nil {
//		return err // says where, and the cure
//	}
//	header, err := auth.Header(ctx, body) // Authorization: Bearer …
package credentials
