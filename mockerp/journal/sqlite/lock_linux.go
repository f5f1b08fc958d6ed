package sqlite

import "os"

// lockJournal locks the file itself. Such a lock and those of SQLite, which are of another kind, do not know each other.
func lockJournal(file *os.File, _ os.FileInfo) (*os.File, error) { return file, lockFile(file) }
