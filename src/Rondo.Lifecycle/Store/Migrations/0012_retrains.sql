-- Models trained anew: a row for each cause, also for those that were skipped, so that each is answered once.
CREATE TABLE retrains (
    id TEXT PRIMARY KEY,
    model TEXT NOT NULL,
    kind TEXT NOT NULL,
    cause TEXT NOT NULL,
    story TEXT NOT NULL,
    caused_us BIGINT NOT NULL,
    asked_by TEXT NOT NULL,
    -- waiting, running, done, failed, cancelled or skipped.
    state TEXT NOT NULL,
    -- The number of the attempt: whatever a job does is written under the token that it was claimed with, or not at all.
    token BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    started_us BIGINT,
    heartbeat_us BIGINT,
    ended_us BIGINT,
    host TEXT,
    process_id BIGINT,
    process_started_us BIGINT,
    -- 1 when somebody wants it to stop.
    cancel SMALLINT NOT NULL,
    progress TEXT,
    champion BIGINT,
    -- The version that it trained; once it stands here it is not trained again.
    version BIGINT,
    data_rows BIGINT,
    outcome TEXT,
    reason TEXT,
    verdict_json TEXT,
    UNIQUE (model, cause)
);
CREATE INDEX retrains_by_state ON retrains (state, created_us);
CREATE INDEX retrains_by_model ON retrains (model, created_us);

-- How many rows a model's source had when somebody counted them last.
CREATE TABLE retrain_counts (
    model TEXT PRIMARY KEY,
    source_rows BIGINT NOT NULL,
    counted_us BIGINT NOT NULL
);
