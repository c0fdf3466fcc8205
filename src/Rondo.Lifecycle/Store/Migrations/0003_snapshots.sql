-- The tables that runs read. A manifest object names a table's columns and chunks; equal chunks of several tables are one object.
CREATE TABLE snapshots (
    data_hash TEXT PRIMARY KEY,
    manifest_hash TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    column_count BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    new_bytes BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    pruned_us BIGINT
);

CREATE TABLE snapshot_chunks (
    data_hash TEXT NOT NULL REFERENCES snapshots (data_hash) ON DELETE CASCADE,
    chunk_hash TEXT NOT NULL,
    PRIMARY KEY (data_hash, chunk_hash)
);
CREATE INDEX snapshot_chunks_by_chunk ON snapshot_chunks (chunk_hash);

-- Which run read which table of which data set; a row outlives its run and the table's chunks.
CREATE TABLE data_log (
    sequence BIGINT PRIMARY KEY,
    dataset TEXT NOT NULL,
    data_hash TEXT NOT NULL REFERENCES snapshots (data_hash),
    time_us BIGINT NOT NULL,
    source TEXT NOT NULL,
    keys_json TEXT NOT NULL,
    run_id TEXT REFERENCES runs (id) ON DELETE SET NULL
);
CREATE INDEX data_log_by_dataset ON data_log (dataset, sequence);
CREATE INDEX data_log_by_hash ON data_log (data_hash);
INSERT INTO counters (name, value) VALUES ('data_log', 0);

CREATE TABLE data_tags (
    tag TEXT PRIMARY KEY,
    data_hash TEXT NOT NULL REFERENCES snapshots (data_hash),
    created_us BIGINT NOT NULL
);

-- Processes at work with snapshots: with any (no hash yet) or with the one that is named.
CREATE TABLE snapshot_leases (
    id TEXT PRIMARY KEY,
    data_hash TEXT,
    host TEXT NOT NULL,
    process_id BIGINT NOT NULL,
    process_started_us BIGINT NOT NULL,
    taken_us BIGINT NOT NULL
);
