-- Portable SQL: the same text runs on SQLite and PostgreSQL.
-- Times are microseconds since 1970-01-01 UTC; flags are 0 or 1; undefined metrics are NULL.

CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    parent_id TEXT REFERENCES runs (id) ON DELETE CASCADE,
    status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'failed', 'cancelled', 'killed')),
    started_us BIGINT NOT NULL,
    ended_us BIGINT,
    heartbeat_us BIGINT NOT NULL,
    host TEXT NOT NULL,
    process_id BIGINT NOT NULL,
    process_started_us BIGINT NOT NULL,
    seed BIGINT NOT NULL,
    spec_hash TEXT NOT NULL,
    data_hash TEXT,
    spec_json TEXT NOT NULL,
    rondo_version TEXT NOT NULL,
    git_commit TEXT,
    git_dirty SMALLINT,
    environment_json TEXT NOT NULL,
    message TEXT
);
CREATE INDEX runs_by_start ON runs (started_us);
CREATE INDEX runs_by_parent ON runs (parent_id);
CREATE INDEX runs_by_status ON runs (status);

CREATE TABLE run_params (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value_json TEXT NOT NULL,
    PRIMARY KEY (run_id, name)
);

CREATE TABLE run_metrics (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    step BIGINT NOT NULL,
    value DOUBLE PRECISION,
    logged_us BIGINT NOT NULL,
    PRIMARY KEY (run_id, name, step)
);

CREATE TABLE run_steps (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('cached', 'ran')),
    seconds DOUBLE PRECISION NOT NULL,
    logged_us BIGINT NOT NULL,
    PRIMARY KEY (run_id, name)
);

CREATE TABLE models (
    name TEXT PRIMARY KEY,
    created_us BIGINT NOT NULL,
    last_number BIGINT NOT NULL,
    had_champion SMALLINT NOT NULL
);

CREATE TABLE model_versions (
    model TEXT NOT NULL REFERENCES models (name) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    run_id TEXT REFERENCES runs (id) ON DELETE SET NULL,
    package_hash TEXT NOT NULL,
    model_hash TEXT NOT NULL,
    spec_hash TEXT NOT NULL,
    data_hash TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    success SMALLINT NOT NULL,
    metrics_json TEXT NOT NULL,
    PRIMARY KEY (model, number)
);
CREATE INDEX model_versions_by_run ON model_versions (run_id);

CREATE TABLE aliases (
    model TEXT NOT NULL,
    alias TEXT NOT NULL,
    number BIGINT NOT NULL,
    changed_us BIGINT NOT NULL,
    PRIMARY KEY (model, alias),
    FOREIGN KEY (model, number) REFERENCES model_versions (model, number) ON DELETE CASCADE
);
CREATE INDEX aliases_by_version ON aliases (model, number);

-- The audit trail outlives what it speaks of, so it refers to nothing by key.
CREATE TABLE events (
    sequence BIGINT PRIMARY KEY,
    time_us BIGINT NOT NULL,
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    version BIGINT,
    alias TEXT,
    previous BIGINT,
    actor TEXT NOT NULL,
    reason TEXT,
    evidence_json TEXT NOT NULL
);
CREATE INDEX events_by_model ON events (model, sequence);

-- Counters are bumped inside the writing transaction, so that their order is the order of commits.
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('events', 0);
