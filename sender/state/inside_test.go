package state

// TargetOf is for the tests.
var TargetOf = targetOf

// Path is where the file is.
func (f *File) Path() string { return f.path }
