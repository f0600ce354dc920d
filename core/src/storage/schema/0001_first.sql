-- A device's file. Clear columns hold only ids, kinds and days; every body is sealed.

-- Small things by name: the wrapped data key, the sealed identity, the author's clock and chain, the sync state.
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID;

-- What the server has said of a record (base), sealed. NULL: only own unsent changes know it.
CREATE TABLE records (
  no    INTEGER PRIMARY KEY,
  id    BLOB NOT NULL UNIQUE,
  kind  INTEGER NOT NULL,
  child BLOB,
  state BLOB,
  clash INTEGER NOT NULL DEFAULT 0   -- a group of `state` holds several values, or a deletion stands beside others
);
CREATE INDEX records_in_clash ON records (no) WHERE clash = 1;
CREATE INDEX records_by_kind ON records (kind, id);
CREATE INDEX records_by_child ON records (child, kind, id) WHERE child IS NOT NULL;

-- Own batches. `header` is sealed with the data key, `key_box` with the rescue key and its box; both hold the
-- batch key and the batch without its changes, so that either can be opened without the other.
CREATE TABLE batches (
  first_seq INTEGER PRIMARY KEY,
  header    BLOB NOT NULL,
  key_box   BLOB NOT NULL,
  end       BLOB NOT NULL,      -- count, proof and chain, sealed with the batch key
  count     INTEGER NOT NULL,
  bytes     INTEGER NOT NULL,
  frozen    INTEGER NOT NULL,   -- nothing is added any more
  answered  INTEGER NOT NULL,   -- the server has taken it
  receipt   BLOB                -- a v1.Receipt, kept until the durable mark has passed
);
CREATE INDEX batches_unanswered ON batches (first_seq) WHERE answered = 0;
CREATE INDEX batches_open ON batches (first_seq) WHERE frozen = 0;

-- Own changes, one by one, sealed with their batch's key. A batch's are those from its first seq on, `count` of them.
CREATE TABLE changes (
  seq    INTEGER PRIMARY KEY,
  id     INTEGER NOT NULL,
  record BLOB NOT NULL,
  batch  INTEGER NOT NULL REFERENCES batches (first_seq),
  sealed BLOB NOT NULL
);
CREATE INDEX changes_by_record ON changes (record, seq);

-- Where an own change stands (`state`: see own_change.h); none: it waits. Not in its row: that is large, and these are
-- written often.
CREATE TABLE verdicts (
  seq       INTEGER PRIMARY KEY,
  state     INTEGER NOT NULL,
  reason    INTEGER NOT NULL,
  org_seq   INTEGER NOT NULL,
  effective INTEGER NOT NULL
);
CREATE INDEX verdicts_accepted ON verdicts (org_seq) WHERE state = 1;
CREATE INDEX verdicts_refused ON verdicts (seq) WHERE state >= 3;

CREATE VIEW own AS
SELECT changes.seq AS seq, id, record, batch, sealed, coalesce(state, 0) AS state, coalesce(reason, 0) AS reason,
       coalesce(org_seq, 0) AS org_seq, coalesce(effective, 0) AS effective
FROM changes LEFT JOIN verdicts ON verdicts.seq = changes.seq;

-- What waits is of batches that are to be sent, so nothing else is looked at.
CREATE VIEW waiting AS
SELECT changes.seq AS seq, id, record, first_seq AS batch, sealed, 0 AS state, 0 AS reason, 0 AS org_seq,
       coalesce(effective, 0) AS effective
FROM batches CROSS JOIN changes ON changes.seq >= first_seq AND changes.seq < first_seq + count
             LEFT JOIN verdicts ON verdicts.seq = changes.seq
WHERE answered = 0 AND coalesce(state, 0) = 0;

-- Values of others that base held and a restored server did not, one by one, sealed like a record's state.
CREATE TABLE lost (
  no           INTEGER PRIMARY KEY,
  record       BLOB NOT NULL,
  group_number INTEGER NOT NULL,
  head         INTEGER NOT NULL,             -- the change's id
  kind         INTEGER NOT NULL,
  child        BLOB,
  state        BLOB NOT NULL,
  together     BLOB NOT NULL,                -- the heads it stood with, itself among them, sealed like a state; empty: no other
  cut          INTEGER NOT NULL,             -- the lowest organisation seq that a server was restored to since; 0: not known
  looked_for   INTEGER NOT NULL DEFAULT 0,   -- so often the server did not have the change
  listed       INTEGER NOT NULL DEFAULT 1,   -- 0: nobody is to be told of it any more; its change is still looked for
  shown        INTEGER NOT NULL DEFAULT 0,   -- a person has been shown it on the list
  UNIQUE (record, group_number, head)
);
CREATE INDEX lost_by_head ON lost (head);

-- When heads of a group were lost: the author's own changes of it that all these together had overwritten, and that come
-- back by themselves. Ids of changes.
CREATE TABLE beneath (
  no           INTEGER PRIMARY KEY,
  record       BLOB NOT NULL,
  group_number INTEGER NOT NULL,
  heads        BLOB NOT NULL,
  own          BLOB NOT NULL
);
CREATE INDEX beneath_by_record ON beneath (record);

-- Records to be asked for by name: what is here of them cannot be read, or a restored server has it otherwise.
CREATE TABLE wanted (
  record BLOB PRIMARY KEY
) WITHOUT ROWID;

-- What this device's person wrote elsewhere, was listed here and they have done with.
CREATE TABLE dismissed (
  change INTEGER PRIMARY KEY
);

-- Of an answer that is larger than a page, what has come of it, sealed.
CREATE TABLE pieces (
  hash BLOB NOT NULL,      -- of the whole
  upto INTEGER NOT NULL,   -- the whole's bytes up to here
  data BLOB NOT NULL,
  PRIMARY KEY (hash, upto)
) WITHOUT ROWID;
