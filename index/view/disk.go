package view

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/blevesearch/bleve/v2/util"
	"go.etcd.io/bbolt"
	"golang.org/x/sync/errgroup"
)

// verifySegments compares the checksum of each segment file with the one at its end. Bleve
// writes it and does not check it. Files that do not exist are left to Bleve, which misses
// them itself.
func verifySegments(dir string, names []string) error {
	var checks errgroup.Group
	checks.SetLimit(runtime.GOMAXPROCS(0))
	for _, name := range names {
		checks.Go(func() error {
			if err := verifySegment(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			return nil
		})
	}
	return checks.Wait()
}

// verifySegment compares the checksum of one file.
func verifySegment(name string) (err error) {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	body := info.Size() - crc32.Size
	if body < 0 {
		return fmt.Errorf("%s is cut short", filepath.Base(name))
	}
	sum, end := crc32.NewIEEE(), make([]byte, crc32.Size)
	if _, err := io.CopyBuffer(struct{ io.Writer }{sum}, io.LimitReader(f, body), make([]byte, 1<<20)); err != nil {
		return fmt.Errorf("read %s: %w", filepath.Base(name), err)
	}
	if _, err := io.ReadFull(f, end); err != nil {
		return fmt.Errorf("read %s: %w", filepath.Base(name), err)
	}
	if sum.Sum32() != binary.BigEndian.Uint32(end) {
		return fmt.Errorf("%s is damaged: its checksum is wrong", filepath.Base(name))
	}
	return nil
}

// VerifyRoot compares the size of Bleve's root file with the size that it says it has: reading
// a page that a full disk or a crash has cut off ends the process. It returns the names of the
// segment files in use.
func VerifyRoot(name string) (segments []string, err error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	root, err := bbolt.Open(name, 0o600, &bbolt.Options{ReadOnly: true, Timeout: 5 * time.Second})
	if err != nil {
		return nil, fmt.Errorf("it does not open: %w", err)
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	err = root.View(func(tx *bbolt.Tx) error {
		if info.Size() < tx.Size() {
			return fmt.Errorf("%s is cut short: it has %d bytes of %d", filepath.Base(name), info.Size(), tx.Size())
		}
		if snapshots := tx.Bucket(util.BoltSnapshotsBucket); snapshots != nil {
			segments = segmentNames(snapshots, nil)
		}
		return nil
	})
	slices.Sort(segments)
	return slices.Compact(segments), err
}

// segmentNames appends the names of the segment files under a bucket. A bucket has one bucket
// for each snapshot, and that one for each segment.
func segmentNames(b *bbolt.Bucket, names []string) []string {
	if path := b.Get(util.BoltPathKey); path != nil {
		names = append(names, string(path))
	}
	_ = b.ForEachBucket(func(key []byte) error { // it only fails if the function does
		names = segmentNames(b.Bucket(key), names)
		return nil
	})
	return names
}

// tryToWrite writes a file of a segment's size to dir, and removes it.
func tryToWrite(dir string) (err error) {
	f, err := os.CreateTemp(dir, "trial-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	if _, err := f.Write(make([]byte, 256<<10)); err != nil {
		return err
	}
	return f.Sync()
}
