-- The index of the disk cache. It lies inside the cache folder: deleting the folder deletes both,
-- and nothing is lost that cannot be fetched and rendered again.

CREATE TABLE IF NOT EXISTS entries (
  key        TEXT PRIMARY KEY,          -- hash of what the file holds
  file       TEXT NOT NULL,             -- path below files/, never used twice
  bytes      INTEGER NOT NULL,
  meta       TEXT NOT NULL,             -- JSON, known to whoever added the entry
  checked_at INTEGER NOT NULL,          -- milliseconds since 1970 when it was last known to be true
  used       INTEGER NOT NULL           -- a clock that ticks with every use
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS entries_by_use ON entries (used);

-- Holds one row while a server runs; found at start-up, it tells that the last one was killed.
CREATE TABLE IF NOT EXISTS running (since INTEGER NOT NULL) STRICT;
