-- What programs log to runs over the API, and the files of runs. A project groups runs; MLflow calls it an experiment.
-- The comment after some tables asks for rows in the order of the key, where the engine can.

CREATE TABLE projects (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    artifact_location TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    changed_us BIGINT NOT NULL,
    deleted_us BIGINT
);
INSERT INTO projects (id, name, artifact_location, created_us, changed_us) VALUES ('0', 'Default', 'mlflow-artifacts:/0', 0, 0);
INSERT INTO projects (id, name, artifact_location, created_us, changed_us)
SELECT n || '', name, 'mlflow-artifacts:/' || n, first_us, first_us
FROM (SELECT name, min(started_us) AS first_us, row_number() OVER (ORDER BY name) AS n FROM runs WHERE name <> 'Default' GROUP BY name) AS found;
INSERT INTO counters (name, value) SELECT 'projects', count(*) - 1 FROM projects;

CREATE TABLE project_tags (
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (project_id, name)
);

ALTER TABLE runs ADD COLUMN project_id TEXT NOT NULL DEFAULT '0';
ALTER TABLE runs ADD COLUMN user_name TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN deleted_us BIGINT;
-- Waiting to start; its status is 'running' meanwhile.
ALTER TABLE runs ADD COLUMN scheduled SMALLINT NOT NULL DEFAULT 0;
-- Whether silence means that its process is dead: not so for programs that never say that they live.
ALTER TABLE runs ADD COLUMN watched SMALLINT NOT NULL DEFAULT 1;
UPDATE runs SET project_id = (SELECT id FROM projects WHERE projects.name = runs.name);
CREATE INDEX runs_by_project ON runs (project_id, started_us);

-- Parameters are text as people write it: no quotes around words.
ALTER TABLE run_params RENAME COLUMN value_json TO value;
UPDATE run_params SET value = replace(replace(substr(value, 2, length(value) - 2), '\"', '"'), '\\', '\') WHERE value LIKE '"%"';

CREATE TABLE run_tags (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (run_id, name)
) /* clustered */;

-- Every point, equal ones once. No reference to runs: a look-up for each of a million points; whoever deletes a run deletes these.
-- A value that is not a number is 0 with is_nan = 1, for a key can't hold NULL.
CREATE TABLE metric_points (
    run_id TEXT NOT NULL,
    name TEXT NOT NULL,
    step BIGINT NOT NULL,
    time_us BIGINT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    is_nan SMALLINT NOT NULL,
    PRIMARY KEY (run_id, name, step, time_us, value, is_nan)
) /* clustered */;

-- The point of the highest step (then time, then value), and the bounds of all; NULL where that is not a number.
CREATE TABLE metric_summaries (
    run_id TEXT NOT NULL,
    name TEXT NOT NULL,
    last_step BIGINT NOT NULL,
    last_time_us BIGINT NOT NULL,
    last_value DOUBLE PRECISION,
    min_value DOUBLE PRECISION,
    max_value DOUBLE PRECISION,
    PRIMARY KEY (run_id, name)
) /* clustered */;

INSERT INTO metric_points (run_id, name, step, time_us, value, is_nan)
SELECT run_id, name, step, logged_us, coalesce(value, 0), CASE WHEN value IS NULL THEN 1 ELSE 0 END FROM run_metrics;
INSERT INTO metric_summaries (run_id, name, last_step, last_time_us, last_value, min_value, max_value)
SELECT m.run_id, m.name, m.step, m.logged_us, m.value,
    (SELECT min(b.value) FROM run_metrics AS b WHERE b.run_id = m.run_id AND b.name = m.name),
    (SELECT max(b.value) FROM run_metrics AS b WHERE b.run_id = m.run_id AND b.name = m.name)
FROM run_metrics AS m
WHERE m.step = (SELECT max(l.step) FROM run_metrics AS l WHERE l.run_id = m.run_id AND l.name = m.name);
DROP TABLE run_metrics;

-- The data that a run read, as MLflow tells it.
CREATE TABLE run_inputs (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    position BIGINT NOT NULL,
    source_type TEXT NOT NULL,
    source TEXT NOT NULL,
    schema_text TEXT,
    profile_text TEXT,
    tags_json TEXT NOT NULL,
    PRIMARY KEY (run_id, name, digest)
);

CREATE TABLE run_outputs (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    model_id TEXT NOT NULL,
    step BIGINT NOT NULL,
    PRIMARY KEY (run_id, model_id)
);

-- Models as MLflow 3 logs them: made by a run, not yet a version of a registered model.
CREATE TABLE logged_models (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id),
    name TEXT NOT NULL,
    run_id TEXT,
    model_type TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'ready', 'failed')),
    status_message TEXT,
    created_us BIGINT NOT NULL,
    changed_us BIGINT NOT NULL,
    deleted_us BIGINT
);
CREATE INDEX logged_models_by_project ON logged_models (project_id, created_us);
CREATE INDEX logged_models_by_run ON logged_models (run_id);

CREATE TABLE logged_model_params (
    model_id TEXT NOT NULL REFERENCES logged_models (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (model_id, name)
);

CREATE TABLE logged_model_tags (
    model_id TEXT NOT NULL REFERENCES logged_models (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (model_id, name)
);

CREATE TABLE logged_model_metrics (
    model_id TEXT NOT NULL REFERENCES logged_models (id) ON DELETE CASCADE,
    run_id TEXT NOT NULL,
    name TEXT NOT NULL,
    step BIGINT NOT NULL,
    time_us BIGINT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    is_nan SMALLINT NOT NULL,
    dataset_name TEXT NOT NULL,
    dataset_digest TEXT NOT NULL,
    PRIMARY KEY (model_id, run_id, name, step, time_us, value, is_nan)
);

-- Files by the hash of their content. The owner is a run or a logged model.
CREATE TABLE artifacts (
    owner TEXT NOT NULL,
    path TEXT NOT NULL,
    object_hash TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (owner, path)
) /* clustered */;
CREATE INDEX artifacts_by_object ON artifacts (object_hash);

-- Registered models: what people write about them, and versions that were made elsewhere (no hashes, but a source).
ALTER TABLE models ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE models ADD COLUMN changed_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE models ADD COLUMN needs_approval SMALLINT NOT NULL DEFAULT 0;
-- How many versions without an alias are kept; NULL for all.
ALTER TABLE models ADD COLUMN keep_versions BIGINT;
UPDATE models SET changed_us = created_us;

CREATE TABLE model_tags (
    model TEXT NOT NULL REFERENCES models (name) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (model, name)
);

ALTER TABLE model_versions ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE model_versions ADD COLUMN source TEXT NOT NULL DEFAULT '';
-- Where the files of that source are; NULL when the source says it itself.
ALTER TABLE model_versions ADD COLUMN storage TEXT;
ALTER TABLE model_versions ADD COLUMN run_link TEXT NOT NULL DEFAULT '';
ALTER TABLE model_versions ADD COLUMN stage TEXT NOT NULL DEFAULT 'None';
ALTER TABLE model_versions ADD COLUMN model_id TEXT;
ALTER TABLE model_versions ADD COLUMN created_by TEXT NOT NULL DEFAULT '';
ALTER TABLE model_versions ADD COLUMN changed_us BIGINT NOT NULL DEFAULT 0;
UPDATE model_versions SET changed_us = created_us;

CREATE TABLE model_version_tags (
    model TEXT NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (model, number, name),
    FOREIGN KEY (model, number) REFERENCES model_versions (model, number) ON DELETE CASCADE
);

CREATE TABLE model_approvals (
    model TEXT NOT NULL,
    number BIGINT NOT NULL,
    actor TEXT NOT NULL,
    approved SMALLINT NOT NULL,
    reason TEXT,
    time_us BIGINT NOT NULL,
    PRIMARY KEY (model, number, actor),
    FOREIGN KEY (model, number) REFERENCES model_versions (model, number) ON DELETE CASCADE
);
