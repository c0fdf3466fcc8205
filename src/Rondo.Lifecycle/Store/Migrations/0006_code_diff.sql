-- The object that holds what a run's files had beyond their commit; null when that was nothing, or nobody asked git.
ALTER TABLE runs ADD COLUMN code_diff TEXT;

-- What a run said, line by line from 1 on; only ever added to.
CREATE TABLE run_log (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    line BIGINT NOT NULL,
    time_us BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (run_id, line)
);
