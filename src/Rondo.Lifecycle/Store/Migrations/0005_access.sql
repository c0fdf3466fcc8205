-- People and programs that may use a server with accounts, and the record of what they changed.
CREATE TABLE users (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'editor', 'admin')),
    -- NULL for those who sign in elsewhere; then issuer and subject name them.
    password_hash TEXT,
    issuer TEXT,
    subject TEXT,
    -- Changes whenever sessions must end: with the password, the role, and when the user is disabled.
    stamp TEXT NOT NULL,
    disabled SMALLINT NOT NULL,
    created_us BIGINT NOT NULL,
    UNIQUE (issuer, subject)
);

CREATE TABLE api_keys (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    expires_us BIGINT,
    last_used_us BIGINT
);
CREATE INDEX api_keys_by_user ON api_keys (user_id);

-- The log only grows, and each row's hash covers the row before: a row that was changed or taken out shows.
CREATE TABLE audit (
    sequence BIGINT PRIMARY KEY,
    time_us BIGINT NOT NULL,
    actor TEXT NOT NULL,
    via TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    detail_json TEXT NOT NULL,
    address TEXT,
    hash TEXT NOT NULL
);
/* audit only grows */
CREATE INDEX audit_by_action ON audit (action, sequence);
CREATE INDEX audit_by_actor ON audit (actor, sequence);
INSERT INTO counters (name, value) VALUES ('audit', 0);

-- The keys that sign cookies, shared by all servers of one store.
CREATE TABLE protection_keys (
    id TEXT PRIMARY KEY,
    xml TEXT NOT NULL,
    created_us BIGINT NOT NULL
);
