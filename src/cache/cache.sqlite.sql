-- The index of the disk cache. It lies inside the cache folder: deleting the folder deletes both,
-- and nothing is lost that cannot be fetched and rendered again. What another layout of these
-- tables holds is discarded: a change of them raises `layout` in index-file.ts.

CREATE TABLE IF NOT EXISTS entries (
  id         INTEGER PRIMARY KEY,
  key        TEXT NOT NULL UNIQUE,      -- hash of what the file is
  file       TEXT NOT NULL,             -- path below files/, never used twice
  bytes      INTEGER NOT NULL,
  meta       TEXT NOT NULL,             -- JSON, known to the part that added the entry
  checked_at INTEGER NOT NULL,          -- milliseconds since 1970 when it was last known to be true; 0: ask first
  used       INTEGER NOT NULL,          -- a clock that ticks with every use
  endpoint   TEXT,                      -- the rest is the label, by which entries are purged
  path       TEXT,                      -- decoded
  asked      TEXT,                      -- the transformation as printed
  host       TEXT,                      -- where the client's host name decides what it is
  origin     TEXT                       -- id in the configuration
) STRICT;

CREATE INDEX IF NOT EXISTS entries_by_use ON entries (used);
CREATE INDEX IF NOT EXISTS entries_by_path ON entries (endpoint, path);
CREATE INDEX IF NOT EXISTS entries_by_origin ON entries (origin);

-- Every original that is kept or that something kept was made of: it may be evicted before that.
CREATE TABLE IF NOT EXISTS originals (
  id     INTEGER PRIMARY KEY,
  key    TEXT NOT NULL UNIQUE,          -- of its entry
  origin TEXT,
  path   TEXT,
  host   TEXT
) STRICT;

CREATE INDEX IF NOT EXISTS originals_by_path ON originals (path);
CREATE INDEX IF NOT EXISTS originals_by_origin ON originals (origin);

-- What an entry was made of: its original, and the images and fonts of its layers.
CREATE TABLE IF NOT EXISTS uses (
  original INTEGER NOT NULL REFERENCES originals,
  entry    INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE,
  PRIMARY KEY (original, entry)
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS uses_by_entry ON uses (entry);

-- Holds one row while a server runs; found at start-up, it tells that the last one was killed.
CREATE TABLE IF NOT EXISTS running (since INTEGER NOT NULL) STRICT;
