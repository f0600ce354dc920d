-- What is gathered of each child for lists and reports, sealed. A row goes when something it was gathered from changes,
-- and is made again when it is asked for. The nil id stands for the directory.
CREATE TABLE facts (
  no     INTEGER PRIMARY KEY,
  child  BLOB NOT NULL UNIQUE,
  sealed BLOB NOT NULL
);

CREATE TRIGGER facts_told AFTER INSERT ON records WHEN NEW.state IS NOT NULL BEGIN
  DELETE FROM facts WHERE child = coalesce(NEW.child, zeroblob(16));
END;
CREATE TRIGGER facts_told_again AFTER UPDATE OF state, child ON records BEGIN
  DELETE FROM facts WHERE child IN (coalesce(NEW.child, zeroblob(16)), coalesce(OLD.child, zeroblob(16)));
END;

-- What is written here is looked for by its seq (FactsTable::outdated); what is not taken is shown no more.
CREATE TRIGGER facts_refused AFTER INSERT ON verdicts WHEN NEW.state >= 3 BEGIN
  DELETE FROM facts WHERE child = (SELECT coalesce(child, zeroblob(16)) FROM changes JOIN records
                                   ON records.id = changes.record WHERE changes.seq = NEW.seq);
END;
CREATE TRIGGER facts_judged_again AFTER UPDATE OF state ON verdicts WHEN NEW.state >= 3 OR OLD.state >= 3 BEGIN
  DELETE FROM facts WHERE child = (SELECT coalesce(child, zeroblob(16)) FROM changes JOIN records
                                   ON records.id = changes.record WHERE changes.seq = NEW.seq);
END;
