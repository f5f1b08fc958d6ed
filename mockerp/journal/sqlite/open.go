package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

const opened = "be opened"

// Open opens the journal in the file at path, or creates one if the file is missing or empty.
// Only one process at a time may have it open. Open repairs what a crash left, updates a file of
// an older erpkit, and drops what the bounds no longer allow. It never overwrites anything else:
// the error says what it found instead of a journal and wraps one of ErrInUse, ErrForeign,
// ErrNewer, ErrDamaged, ErrReadOnly, ErrFull, ErrPlace and ErrDisk.
func Open(path string, options Options) (*Store, error) {
	options, err := options.check()
	if err != nil {
		return nil, err
	}
	path, err = resolve(path)
	if err != nil {
		return nil, err
	}
	held, err := takeLock(path)
	if err != nil {
		return nil, err
	}
	s := &Store{path: path, options: options, lock: held}
	if err := s.open(context.Background()); err != nil {
		return nil, errors.Join(explain(path, opened, err), s.release())
	}
	s.start()
	return s, nil
}

func (s *Store) open(ctx context.Context) error {
	if err := checkHeld(s.path); err != nil {
		return err
	}
	version, err := s.settle(ctx)
	if err != nil {
		return err
	}
	if err := s.lock.claim(s.path); err != nil {
		return err
	}
	if err := verifyLog(s.path); err != nil {
		return err
	}
	if s.disk, err = os.OpenFile(s.path, os.O_RDWR, 0); err != nil {
		return err
	}
	if s.file, err = s.disk.Stat(); err != nil {
		return err
	}
	s.backed.found(s.path)
	if s.db, err = connect(ctx, s.path, 1, writing(s.options.Sync)); err != nil {
		return err
	}
	if err := migrate(ctx, s.db, version, steps()); err != nil {
		return err
	}
	if s.tally, err = loadTally(ctx, s.db); err != nil {
		return err
	}
	if err := s.verify(ctx); err != nil {
		return err
	}
	if err := s.loadIndex(ctx); err != nil {
		return err
	}
	if s.reads, err = connect(ctx, s.path, mostReaders, reading()); err != nil {
		return err
	}
	if s.writer, err = newWriter(ctx, s.db); err != nil {
		return err
	}
	s.last = s.tally.last
	return s.first(ctx)
}

// settle inspects the path and creates a journal if there is nothing. It returns the schema of
// the file.
func (s *Store) settle(ctx context.Context) (version int, err error) {
	found, err := inspect(s.path, os.O_RDWR)
	if err != nil || found.version > 0 {
		return found.version, err
	}
	if found.orphan != "" {
		return 0, trouble(s.path, opened, ErrForeign,
			fmt.Errorf("the file is missing or empty but its part %s exists: put both back together or move that part away", found.orphan))
	}
	return len(steps()), create(ctx, s.path)
}

// resolve makes the path absolute and follows links, so that each file has one lock.
func resolve(path string) (string, error) {
	if path == "" {
		return "", trouble(`""`, opened, ErrPlace, errors.New("it has no name"))
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", explain(path, opened, err)
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(absolute))
	if err != nil {
		return "", explain(path, opened, err)
	}
	absolute = filepath.Join(folder, filepath.Base(absolute))
	if _, err := os.Lstat(absolute); errors.Is(err, os.ErrNotExist) {
		return absolute, nil
	}
	target, err := filepath.EvalSymlinks(absolute)
	if err != nil {
		return "", explain(path, opened, err)
	}
	info, err := os.Stat(target)
	if err != nil {
		return "", explain(path, opened, err)
	}
	if !info.Mode().IsRegular() {
		return "", trouble(path, opened, ErrPlace, errors.New("it is a folder or a device, not a file"))
	}
	return target, nil
}

// writing and reading are the settings of the two kinds of connection. The schema in a file is not
// trusted to run functions, and every page is checked for damage when it is read. A pragma keeps
// readers from writing: with mode=ro SQLite would leave the -wal file behind on closing.
func writing(sync Sync) []string {
	return []string{
		"mode=rw", "_txlock=immediate", "_pragma=busy_timeout(5000)", "_pragma=journal_mode(WAL)",
		"_pragma=synchronous(" + strings.ToUpper(string(sync)) + ")", "_pragma=wal_autocheckpoint(0)", "_pragma=journal_size_limit(67108864)",
		"_pragma=trusted_schema(0)", "_pragma=cell_size_check(1)", "_pragma=temp_store(MEMORY)",
	}
}

func reading() []string {
	return []string{
		"mode=rw", "_pragma=busy_timeout(5000)", "_pragma=query_only(1)",
		"_pragma=trusted_schema(0)", "_pragma=cell_size_check(1)", "_pragma=temp_store(MEMORY)",
	}
}

// mostReaders is how many lists are read at the same time; others wait.
const mostReaders = 4

// connect opens the file, with at most that many connections, and makes sure that it works.
func connect(ctx context.Context, path string, most int, settings []string) (*sql.DB, error) {
	address := "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + strings.Join(settings, "&")
	db, err := sql.Open("sqlite", address)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(most)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}
