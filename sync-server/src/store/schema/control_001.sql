-- The control file: what the server is before any organisation.
CREATE TABLE server (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  url TEXT NOT NULL,
  tls_certificate TEXT NOT NULL,
  tls_key TEXT NOT NULL,
  tls_pin BLOB NOT NULL
);

CREATE TABLE organisations (
  number INTEGER PRIMARY KEY,
  file TEXT NOT NULL UNIQUE  -- beside the control file
);
