/**
 * The schema's history: entry n makes version n + 1 out of version n. An entry that was released is never changed.
 * Times are milliseconds since the epoch.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE accounts (
    name TEXT PRIMARY KEY,
    admin INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    blocked_at INTEGER,
    blocked_reason TEXT
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE tokens (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES accounts (name),
    hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    last_used_at INTEGER
  ) STRICT;

  CREATE TABLE packages (
    digest TEXT PRIMARY KEY,
    files INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    manifest TEXT
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE package_owners (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    digest TEXT NOT NULL REFERENCES packages (digest),
    owner TEXT NOT NULL REFERENCES accounts (name),
    name TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    UNIQUE (digest, owner)
  ) STRICT;
  CREATE INDEX package_owners_by_owner ON package_owners (owner, sequence);

  CREATE TABLE datasets (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL REFERENCES accounts (name),
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    folder INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX datasets_by_owner ON datasets (owner, sequence);
  CREATE INDEX datasets_by_digest ON datasets (digest);

  CREATE TABLE jobs (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES accounts (name),
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    package TEXT NOT NULL,
    dataset TEXT,
    dataset_name TEXT,
    options TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER,
    report TEXT,
    bytes INTEGER NOT NULL DEFAULT 0,
    purged_at INTEGER
  ) STRICT;
  CREATE INDEX jobs_by_account ON jobs (account, sequence);
  CREATE INDEX jobs_by_state ON jobs (state, account);
  CREATE INDEX jobs_by_package ON jobs (package);
  CREATE INDEX jobs_by_dataset ON jobs (dataset);

  CREATE TABLE strikes (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL REFERENCES accounts (name),
    reason TEXT NOT NULL,
    job TEXT,
    package TEXT,
    at INTEGER NOT NULL,
    forgiven INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX strikes_by_account ON strikes (account, sequence);

  CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    account TEXT,
    action TEXT NOT NULL,
    subject TEXT,
    detail TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_by_account ON audit (account, sequence);
  `,
  `
  ALTER TABLE jobs ADD COLUMN unjudged TEXT;
  CREATE INDEX jobs_unjudged ON jobs (sequence) WHERE unjudged IS NOT NULL;
  CREATE INDEX strikes_by_job ON strikes (job);
  `,
  `
  ALTER TABLE jobs ADD COLUMN cache_bytes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN bundle_bytes INTEGER NOT NULL DEFAULT 0;
  `,
  `
  ALTER TABLE jobs ADD COLUMN chief_deaths INTEGER NOT NULL DEFAULT 0;
  `,
  `
  CREATE INDEX jobs_by_space ON jobs (account, bytes, cache_bytes, bundle_bytes);
  CREATE INDEX tokens_by_account ON tokens (account, sequence);
  `,
  `
  CREATE TABLE layers (
    digest TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  ALTER TABLE jobs ADD COLUMN layer TEXT;
  CREATE INDEX jobs_by_layer ON jobs (account, layer) WHERE layer IS NOT NULL;
  `,
  `
  ALTER TABLE jobs ADD COLUMN mended TEXT;
  `,
  `
  ALTER TABLE tokens ADD COLUMN label TEXT NOT NULL DEFAULT '';
  ALTER TABLE tokens ADD COLUMN scopes TEXT NOT NULL DEFAULT '["author"]';
  ALTER TABLE tokens ADD COLUMN last_used_from TEXT;
  UPDATE tokens SET scopes = '["admin"]' WHERE account IN (SELECT name FROM accounts WHERE admin = 1);
  ALTER TABLE audit ADD COLUMN source TEXT;
  ALTER TABLE audit ADD COLUMN token TEXT;
  `,
  `
  ALTER TABLE accounts ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
  ALTER TABLE accounts ADD COLUMN blocked_stops INTEGER NOT NULL DEFAULT 0;
  `,
  `
  ALTER TABLE package_owners ADD COLUMN last_used_at INTEGER;
  ALTER TABLE datasets ADD COLUMN last_used_at INTEGER;
  UPDATE package_owners SET last_used_at = (SELECT max(created_at) FROM jobs
    WHERE jobs.package = package_owners.digest AND jobs.account = package_owners.owner);
  UPDATE datasets SET last_used_at = (SELECT max(created_at) FROM jobs WHERE jobs.dataset = datasets.id);
  CREATE INDEX jobs_by_end ON jobs (ended_at) WHERE ended_at IS NOT NULL;
  `,
  `
  ALTER TABLE accounts ADD COLUMN cpu_seconds REAL NOT NULL DEFAULT 0;
  ALTER TABLE accounts ADD COLUMN byte_hours REAL NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN cpu_seconds REAL NOT NULL DEFAULT 0;
  `,
  `
  ALTER TABLE tokens ADD COLUMN lifetime INTEGER;
  UPDATE tokens SET lifetime = expires_at - created_at;
  CREATE INDEX audit_by_time ON audit (at);
  `,
  `
  CREATE TABLE replies (
    account TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    reply TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (account, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX replies_by_time ON replies (at);
  `,
  `
  CREATE TABLE webhooks (
    account TEXT PRIMARY KEY REFERENCES accounts (name) ON DELETE CASCADE,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    set_at INTEGER NOT NULL,
    old_secret TEXT,
    old_secret_until INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE deliveries (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES webhooks (account) ON DELETE CASCADE,
    event TEXT NOT NULL,
    subject TEXT,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    next_at INTEGER,
    tries INTEGER NOT NULL DEFAULT 0,
    tried_at INTEGER,
    status INTEGER,
    problem TEXT
  ) STRICT;
  CREATE INDEX deliveries_by_account ON deliveries (account, sequence);
  CREATE INDEX deliveries_due ON deliveries (account, next_at, sequence) WHERE next_at IS NOT NULL;
  CREATE INDEX deliveries_by_time ON deliveries (created_at) WHERE next_at IS NULL;
  `,
  `
  CREATE INDEX audit_by_actor ON audit (actor, sequence);
  CREATE INDEX audit_by_action ON audit (action, sequence);
  CREATE INDEX audit_by_subject ON audit (subject, sequence);
  CREATE INDEX audit_notes ON audit (account, sequence) WHERE action = 'incident-noted';
  `,
  `
  CREATE INDEX tokens_by_end ON tokens (min(coalesce(revoked_at, expires_at), coalesce(expires_at, revoked_at)))
    WHERE revoked_at IS NOT NULL OR expires_at IS NOT NULL;
  `,
];
