-- Versions that are tried beside the one in use. A test and its stages are changed by compare-and-set on the revision.
CREATE TABLE ab_tests (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    model TEXT NOT NULL,
    -- The rules as the section experiment of the file had them when the test began.
    rules_json TEXT NOT NULL,
    unit_column TEXT,
    control BIGINT NOT NULL,
    -- Versions by the names of their arms.
    arms_json TEXT NOT NULL,
    state TEXT NOT NULL,
    revision BIGINT NOT NULL,
    started_us BIGINT NOT NULL,
    ended_us BIGINT,
    outcome TEXT,
    sentence TEXT,
    started_by TEXT NOT NULL
);
CREATE UNIQUE INDEX ab_tests_running ON ab_tests (model) WHERE state = 'running';
CREATE UNIQUE INDEX ab_tests_names ON ab_tests (name) WHERE state = 'running';

-- How the traffic was shared since when.
CREATE TABLE ab_test_stages (
    test_id TEXT NOT NULL REFERENCES ab_tests (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    begun_us BIGINT NOT NULL,
    split_json TEXT NOT NULL,
    PRIMARY KEY (test_id, number)
);

-- What units brought: the business's own numbers.
CREATE TABLE outcomes (
    unit TEXT NOT NULL,
    metric TEXT NOT NULL,
    at_us BIGINT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    received_us BIGINT NOT NULL,
    PRIMARY KEY (metric, unit, at_us)
);
CREATE INDEX outcomes_by_time ON outcomes (metric, at_us);
