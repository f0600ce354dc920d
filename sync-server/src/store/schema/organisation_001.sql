-- One organisation. Ids are 16 bytes; change ids are 64 bits as a signed integer; times are milliseconds.
CREATE TABLE organisation (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  id BLOB NOT NULL,
  name TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  cut INTEGER NOT NULL,
  recovering INTEGER NOT NULL,  -- first device number that the restored backup does not know, until an office has synced
  incarnation BLOB NOT NULL,
  sign_public BLOB NOT NULL,
  sign_secret BLOB NOT NULL,
  box_public BLOB NOT NULL,
  box_secret BLOB NOT NULL,
  receipt_key BLOB NOT NULL,
  cursor_key BLOB NOT NULL,
  natural_key BLOB NOT NULL
);

-- Every epoch this data has lived through, oldest first, with the organisation seq at which it began: 0, or what
-- the restored backup reached.
CREATE TABLE epochs (
  no INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL UNIQUE,
  cut INTEGER NOT NULL
);

-- A row of its own, because every push writes it.
CREATE TABLE counter (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  last_seq INTEGER NOT NULL
);
INSERT INTO counter (only, last_seq) VALUES (1, 0);

CREATE TABLE devices (
  number INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  person BLOB NOT NULL,
  role INTEGER NOT NULL,
  sign_key BLOB NOT NULL,
  box_key BLOB NOT NULL,
  request_secret BLOB NOT NULL,
  label TEXT NOT NULL,
  enrolled INTEGER NOT NULL,
  revoked INTEGER NOT NULL,
  readmitted INTEGER NOT NULL  -- it enrolled after the backup that this was restored from
);

CREATE TABLE codes (
  code INTEGER PRIMARY KEY,
  secret BLOB NOT NULL,
  person BLOB NOT NULL,
  role INTEGER NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  used_by INTEGER REFERENCES devices (number)
);

CREATE TABLE incarnations (
  no INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  device INTEGER REFERENCES devices (number),  -- null: the server itself
  parent INTEGER REFERENCES incarnations (no),
  parent_seq INTEGER NOT NULL,
  tip_seq INTEGER NOT NULL,
  tip_chain BLOB NOT NULL
);
CREATE INDEX incarnations_by_device ON incarnations (device);

-- Where an office let a chain go on although these seqs are not here; `chain` is the value after `last`.
CREATE TABLE jumps (
  incarnation INTEGER NOT NULL REFERENCES incarnations (no),
  last INTEGER NOT NULL,
  first INTEGER NOT NULL,
  chain BLOB NOT NULL,
  PRIMARY KEY (incarnation, last)
) WITHOUT ROWID;

-- Batches of bundles that wait for what is missing before them. The bytes last, since they are seldom read.
CREATE TABLE held (
  no INTEGER PRIMARY KEY,
  device INTEGER NOT NULL REFERENCES devices (number),
  incarnation BLOB NOT NULL,  -- perhaps of a batch that is missing too
  first_seq INTEGER NOT NULL,
  count INTEGER NOT NULL,
  parent BLOB,                -- incarnation whose chain it continues
  before BLOB NOT NULL,       -- chain value before the first change ...
  chain BLOB NOT NULL,        -- ... and after the last
  since INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (incarnation, first_seq)
);
CREATE INDEX held_by_device ON held (device, first_seq);

CREATE TABLE batches (
  no INTEGER PRIMARY KEY,
  incarnation INTEGER NOT NULL REFERENCES incarnations (no),
  first_seq INTEGER NOT NULL,
  count INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  receipt BLOB NOT NULL,
  amended INTEGER NOT NULL,  -- organisation seq at which a verdict in it last changed
  UNIQUE (incarnation, first_seq)
);
CREATE INDEX batches_amended ON batches (incarnation, amended) WHERE amended > 0;

-- Ids are kept for ever. Not unique by change: one that is sent again by an incarnation that continues
-- another's chain stands under both.
CREATE TABLE log (
  incarnation INTEGER NOT NULL REFERENCES incarnations (no),
  seq INTEGER NOT NULL,
  chain BLOB NOT NULL,
  change INTEGER NOT NULL,
  record BLOB NOT NULL,
  organisation_seq INTEGER NOT NULL,
  verdict INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  field INTEGER NOT NULL,
  effective INTEGER NOT NULL,
  begins INTEGER NOT NULL,
  replaced INTEGER NOT NULL,  -- its author wrote it anew
  amended INTEGER NOT NULL,
  why TEXT NOT NULL,          -- the office's words
  PRIMARY KEY (incarnation, seq)
) WITHOUT ROWID;
CREATE INDEX log_by_change ON log (change);
CREATE INDEX log_refused ON log (incarnation, record) WHERE verdict <> 1;
CREATE INDEX log_seen_held ON log (organisation_seq) WHERE reason = 3;
-- Edits of records that are not here (yet).
CREATE INDEX log_awaiting ON log (record) WHERE reason = 8;

CREATE TABLE records (
  no INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  kind INTEGER NOT NULL,
  shelf BLOB NOT NULL,
  concern BLOB,
  confidential INTEGER NOT NULL,
  author BLOB NOT NULL,
  owner BLOB,
  created_seq INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  visible_seq INTEGER NOT NULL,
  page_seq INTEGER NOT NULL,
  state BLOB NOT NULL
);
CREATE INDEX records_by_page ON records (page_seq);
CREATE INDEX records_by_shelf ON records (shelf, page_seq);
CREATE INDEX records_by_concern ON records (concern) WHERE concern IS NOT NULL;

CREATE INDEX records_confidential ON records (shelf) WHERE confidential = 1 AND kind = 5;

CREATE TABLE grants (
  record BLOB NOT NULL,
  part INTEGER NOT NULL,
  person BLOB NOT NULL,
  capacity INTEGER NOT NULL,
  area BLOB NOT NULL,
  active INTEGER NOT NULL,
  enter_seq INTEGER NOT NULL,
  year INTEGER NOT NULL,
  PRIMARY KEY (record, part)
) WITHOUT ROWID;
CREATE INDEX grants_by_person ON grants (person);

CREATE TABLE places (
  child BLOB NOT NULL,
  area BLOB NOT NULL,
  enter_seq INTEGER NOT NULL,
  PRIMARY KEY (child, area)
) WITHOUT ROWID;
CREATE INDEX places_by_area ON places (area);
