package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// applicationID is in the header of every journal, so that no other SQLite file is mistaken for
// one: "erpk".
const applicationID = 0x6572706b

// The tables, in the newest schema. The table exchange has the columns to search by. Its rows are
// small and quickly read at the start; from then on the index in memory answers every filter, and
// none in the file slows the writer down. The table content has the bytes. A hidden exchange was reset from the journal but is still needed to fold
// the books. A checkpoint spares the start reading all of it again.
var tables = [...]string{
	`CREATE TABLE exchange(id INTEGER PRIMARY KEY, run TEXT, kind TEXT, type TEXT, serial TEXT, work_order TEXT, status INTEGER, also TEXT, clauses TEXT, at INTEGER, size INTEGER, hidden INTEGER DEFAULT 0, outcome INTEGER DEFAULT 0)`,
	`CREATE INDEX exchange_hidden ON exchange(id) WHERE hidden=1`,
	`CREATE TABLE content(id INTEGER PRIMARY KEY, request BLOB, answer BLOB, rest BLOB)`,
	`CREATE TABLE dropped(run TEXT PRIMARY KEY, n INTEGER, last INTEGER) WITHOUT ROWID`,
	`CREATE TABLE mark(run TEXT, kind TEXT, after INTEGER, PRIMARY KEY(run, kind)) WITHOUT ROWID`,
	`CREATE TABLE counter(one INTEGER PRIMARY KEY CHECK(one=1), last INTEGER, recorded INTEGER, dropped INTEGER, missing INTEGER, kept INTEGER, bytes INTEGER)`,
	`CREATE TABLE checkpoint(name TEXT PRIMARY KEY, fits TEXT, upto INTEGER, content BLOB)`,
}

// step changes a file from one schema to the next.
type step func(context.Context, *sql.Tx) error

// steps returns all steps: a file of schema n needs those from index n on. This is a dozen lines
// of our own rather than a library, because a journal is one file with one writer: a version in
// its header and one transaction are enough.
func steps() []step { return []step{makeTables, addCheckpoint} }

// makeTables makes what schema 1 had.
func makeTables(ctx context.Context, tx *sql.Tx) error {
	return execute(ctx, tx, append(tablesOf(1), "INSERT INTO counter VALUES(1,0,0,0,0,0,0)"))
}

// tablesOf are the tables in a schema.
func tablesOf(schema int) []string {
	if schema > 1 {
		return tables[:]
	}
	first := slices.Clone(tables[:len(tables)-1])
	first[0] = strings.Replace(first[0], outcomeColumn, "", 1)
	return first
}

// outcomeColumn came with schema 2: 0 for the exchanges of before.
const outcomeColumn = ", outcome INTEGER DEFAULT 0"

func addCheckpoint(ctx context.Context, tx *sql.Tx) error {
	return execute(ctx, tx, []string{"ALTER TABLE exchange ADD COLUMN" + outcomeColumn[1:], tables[len(tables)-1]})
}

func execute(ctx context.Context, tx *sql.Tx, statements []string) error {
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// migrate takes the steps that the file still needs, all of them or none.
func migrate(ctx context.Context, db *sql.DB, from int, all []step) error {
	if from == len(all) {
		return nil
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after the commit
	for _, one := range all[from:] {
		if err := one(ctx, tx); err != nil {
			return err
		}
	}
	for pragma, value := range map[string]int{"application_id": applicationID, "user_version": len(all)} {
		if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA %s=%d", pragma, value)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// sameTables tells whether the file has the tables of that schema and nothing else: a foreign trigger or view
// would run with our statements.
func sameTables(ctx context.Context, db *sql.DB, schema int) (bool, error) {
	rows, err := db.QueryContext(ctx, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")
	if err != nil {
		return false, err
	}
	defer func() { _ = rows.Close() }()
	var found []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return false, err
		}
		found = append(found, text)
	}
	return slices.Equal(found, tablesOf(schema)), rows.Err()
}
