package sqlite_test

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal/journaltest"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// refused opens what must not open; the error must be of that kind, name the file, and leave every
// byte as it was.
func refused(t *testing.T, path string, want error) {
	t.Helper()
	before, _ := os.ReadFile(path)
	j, err := sqlite.Open(path, sqlite.Options{})
	if err == nil {
		_ = j.Close()
	}
	if !errors.Is(err, want) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), ";") {
		t.Errorf("Open = %v; want %q with the file and the cure", err, want)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Errorf("%s was changed by the attempt", path)
	}
}

func TestWhatIsNoJournalIsLeftAlone(t *testing.T) {
	folder := t.TempDir()
	write := func(name string, content []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	refused(t, folder, sqlite.ErrPlace)
	refused(t, filepath.Join(folder, "missing", "erp.journal"), sqlite.ErrPlace)
	refused(t, write("short", []byte("{}")), sqlite.ErrForeign)
	refused(t, write("text", bytes.Repeat([]byte("kind,type,serial\n"), 1000)), sqlite.ErrForeign)
	refused(t, foreign(t, filepath.Join(folder, "other.db")), sqlite.ErrForeign)
	write("lost-wal", []byte("frames"))
	refused(t, filepath.Join(folder, "lost"), sqlite.ErrForeign)
	write("empty-journal", []byte("pages"))
	refused(t, write("empty", nil), sqlite.ErrForeign)
	if _, err := sqlite.Open("", sqlite.Options{}); !errors.Is(err, sqlite.ErrPlace) {
		t.Errorf("no name: %v", err)
	}
}

// foreign is the database of another program, with its changes still in the -wal file.
func foreign(t *testing.T, path string) string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.ExecContext(t.Context(), "CREATE TABLE exchange(id INTEGER PRIMARY KEY, run TEXT); INSERT INTO exchange VALUES(1,'theirs')"); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAnEmptyFileBecomesAJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	// what a crash in the middle of beginning leaves
	if err := os.WriteFile(path+"-new", []byte("half of a journal"), 0o600); err != nil {
		t.Fatal(err)
	}
	j := open(t, path, sqlite.Options{})
	if err := errors.Join(j.Append(&traffic.Exchange{}), j.Close()); err != nil {
		t.Fatal(err)
	}
}

// written returns the bytes of a journal with n exchanges.
func written(t *testing.T, n int) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "erp.journal")
	j := open(t, path, sqlite.Options{})
	for i := range n {
		if err := j.Append(journaltest.Full(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestANewerOrUnknownSchemaIsRefused(t *testing.T) {
	const versionAt = 60
	path := filepath.Join(t.TempDir(), "erp.journal")
	for version, want := range map[uint32]error{3: sqlite.ErrNewer, 1 << 30: sqlite.ErrNewer, 0: sqlite.ErrDamaged} {
		content := written(t, 1)
		binary.BigEndian.PutUint32(content[versionAt:], version)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, path, want)
	}
}

func TestATriggerInTheFileIsNotRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	if err := os.WriteFile(path, written(t, 1), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), "CREATE TRIGGER thief AFTER INSERT ON content BEGIN DELETE FROM exchange; END")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	refused(t, path, sqlite.ErrDamaged)
}

func TestRowsThatAreMissingAreNoticed(t *testing.T) {
	for _, statement := range []string{"DELETE FROM exchange WHERE id=5", "DELETE FROM content WHERE id=5", "UPDATE exchange SET hidden=1 WHERE id=5"} {
		path := filepath.Join(t.TempDir(), "erp.journal")
		if err := os.WriteFile(path, written(t, 9), 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite", "file:"+path+"?mode=rw")
		if err != nil {
			t.Fatal(err)
		}
		_, err = db.ExecContext(t.Context(), statement)
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		refused(t, path, sqlite.ErrDamaged)
	}
}

func TestATruncatedFileIsRefused(t *testing.T) {
	content, path := written(t, 60), filepath.Join(t.TempDir(), "erp.journal")
	for _, length := range []int{50, 100, 4096, len(content) / 2, len(content) - 4096} {
		if err := os.WriteFile(path, content[:length], 0o600); err != nil {
			t.Fatal(err)
		}
		want := sqlite.ErrDamaged
		if length < 100 {
			want = sqlite.ErrForeign // nothing tells any more whose it was
		}
		refused(t, path, want)
	}
	if err := os.WriteFile(path, content[:len(content)-2000], 0o600); err != nil {
		t.Fatal(err)
	}
	if !flipped(t, path, len(content)-2000, 60) {
		t.Error("half a page is missing and nobody says so")
	}
}

// Bytes are flipped everywhere. The journal may refuse to open, or to read; it may be right, where
// the bytes meant nothing. It may not give out an exchange that was not recorded so, nor fewer.
func TestFlippedBytesAreNeverBelieved(t *testing.T) {
	const exchanges = 60
	content := written(t, exchanges)
	random := rand.New(rand.NewPCG(1, 2))
	noticed := 0
	for range 80 {
		damaged := bytes.Clone(content)
		at := random.IntN(len(damaged) - 4)
		for i := range 1 + random.IntN(4) {
			damaged[at+i] ^= byte(1 + random.IntN(255))
		}
		path := filepath.Join(t.TempDir(), "erp.journal")
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		if flipped(t, path, at, exchanges) {
			noticed++
		}
	}
	if noticed < 40 {
		t.Errorf("only %d of 80 were noticed", noticed)
	}
}

// A disk that lost a page gives zeros for it: that is damage, whatever stood there, and no trouble of
// the disk.
func TestAPageOfZerosIsNeverBelieved(t *testing.T) {
	const exchanges, page = 60, 4096
	content, noticed := written(t, exchanges), 0
	for at := 0; at < len(content); at += page {
		damaged := bytes.Clone(content)
		clear(damaged[at:min(at+page, len(damaged))])
		path := filepath.Join(t.TempDir(), "erp.journal")
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		if flipped(t, path, at, exchanges) {
			noticed++
		}
	}
	if noticed < len(content)/page/2 {
		t.Errorf("only %d of %d were noticed", noticed, len(content)/page)
	}
}

// flipped reads all there is and tells whether the damage was noticed.
func flipped(t *testing.T, path string, at, exchanges int) bool {
	t.Helper()
	j, err := sqlite.Open(path, sqlite.Options{})
	if err != nil {
		if name := kind(err); name != "damaged" && name != "foreign" && name != "newer" {
			t.Errorf("byte %d: Open is %s: %v", at, name, err)
		}
		return true
	}
	defer func() { _ = j.Close() }()
	n := 0
	err = j.Fold(0, func(x *traffic.Exchange) error {
		want := journaltest.Full(n)
		n++
		want.ID = uint64(n)
		if difference := journaltest.Same(x, want); difference != "" {
			t.Errorf("byte %d: exchange %d is not what was recorded: %.300s", at, n, difference)
		}
		return nil
	})
	if err == nil && n != exchanges {
		t.Errorf("byte %d: %d of %d exchanges are there and nobody says so", at, n, exchanges)
	}
	if err != nil && kind(err) != "damaged" {
		t.Errorf("byte %d: Fold is %s: %v", at, kind(err), err)
	}
	return err != nil
}
