package sender

// Troubles is for the tests.
var Troubles = troubles
