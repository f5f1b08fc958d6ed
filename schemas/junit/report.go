package junit

import "time"

// Report is what one command found.
type Report struct {
	// Name heads the totals of all suites; "" leaves them out.
	Name   string
	Took   time.Duration
	Suites []Suite
}

// Suite is a group of cases. Write counts them.
type Suite struct {
	Name       string
	File       string // "" is none
	Started    time.Time
	Took       time.Duration
	Properties []Property
	Cases      []Case
}

// Property is further information about a suite.
type Property struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

// Case is one test. It passed if it has no problem.
type Case struct {
	Name, Class string
	File        string // "" is none
	Took        time.Duration
	// Failure is what did not pass, Error what could not be judged, Skipped why it was not tried.
	Failure, Error, Skipped *Problem
	Out                     string
}

// Problem says why a case did not pass.
type Problem struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}
