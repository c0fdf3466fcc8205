-- Points by step before name: what a step logs lies together, so a batch of a thousand names touches a few pages, not a thousand.
CREATE TABLE metric_points_by_step (
    run_id TEXT NOT NULL,
    name TEXT NOT NULL,
    step BIGINT NOT NULL,
    time_us BIGINT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    is_nan SMALLINT NOT NULL,
    PRIMARY KEY (run_id, step, name, time_us, value, is_nan)
) /* clustered */;
INSERT INTO metric_points_by_step (run_id, name, step, time_us, value, is_nan)
SELECT run_id, name, step, time_us, value, is_nan FROM metric_points ORDER BY run_id, step, name, time_us, value, is_nan;
DROP TABLE metric_points;
ALTER TABLE metric_points_by_step RENAME TO metric_points;
