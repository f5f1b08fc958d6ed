package report

// ScriptOf is for the tests.
var ScriptOf = script
