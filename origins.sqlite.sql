-- The configuration of a Tintype server: origins, URL endpoints, named transformations.
-- Kept as `origins.sqlite` in the data folder; the disk cache has an index of its own.

CREATE TABLE IF NOT EXISTS origins (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  type       TEXT NOT NULL,             -- one of src/origins/registry.ts
  settings   TEXT NOT NULL,             -- JSON: the type's fields that may be shown
  secrets    BLOB,                      -- AES-256-GCM of the JSON of the fields that may not; NULL when there are none
  created_at INTEGER NOT NULL           -- milliseconds since 1970
) STRICT;

CREATE TABLE IF NOT EXISTS url_endpoints (
  id          TEXT PRIMARY KEY,         -- 'default' is the one without a prefix; it cannot be deleted
  description TEXT NOT NULL,
  url_prefix  TEXT NOT NULL UNIQUE,     -- first path segment; '' for the default endpoint
  settings    TEXT NOT NULL,            -- JSON: hostnames, rewriter, signing, cache and format settings
  created_at  INTEGER NOT NULL
) STRICT;

-- The order in which an endpoint's origins are asked.
CREATE TABLE IF NOT EXISTS url_endpoint_origins (
  endpoint_id TEXT NOT NULL REFERENCES url_endpoints (id) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  origin_id   TEXT NOT NULL REFERENCES origins (id) ON DELETE RESTRICT,
  PRIMARY KEY (endpoint_id, position),
  UNIQUE (endpoint_id, origin_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS named_transformations (
  id             TEXT PRIMARY KEY,
  name           TEXT NOT NULL UNIQUE,  -- case-sensitive: letters, digits and '_'
  transformation TEXT NOT NULL,
  enabled        INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  created_at     INTEGER NOT NULL
) STRICT;

-- What the server keeps about itself; the private key, sealed as secrets are.
CREATE TABLE IF NOT EXISTS server (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Who changed what, the newest 10,000; no secret is in it.
CREATE TABLE IF NOT EXISTS changes (
  id      INTEGER PRIMARY KEY,          -- rises with time
  time    INTEGER NOT NULL,             -- milliseconds since 1970
  actor   TEXT NOT NULL,                -- 'api', 'dashboard' or 'command line'
  action  TEXT NOT NULL,                -- 'create', 'change', 'delete', 'import' or 'purge'
  kind    TEXT NOT NULL,                -- 'origin', 'URL endpoint', 'named transformation', …
  target  TEXT NOT NULL,                -- its id; '' where it has none
  name    TEXT NOT NULL,
  summary TEXT NOT NULL                 -- what is different; of secrets their names only
) STRICT;

INSERT OR IGNORE INTO url_endpoints VALUES ('default', 'Default URL endpoint', '', '{}', 0);
