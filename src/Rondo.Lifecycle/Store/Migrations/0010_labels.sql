-- What turned out to be true of predictions.
CREATE TABLE labels (
    -- Empty: name is a prediction's id. Else name is the key of that model's rows.
    model TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Of a key, when what it is about happened or was known; 0 when nobody said, and for ids.
    at_us BIGINT NOT NULL,
    value TEXT NOT NULL,
    -- When the truth was known, as its sender says, else when it came.
    time_us BIGINT NOT NULL,
    received_us BIGINT NOT NULL,
    -- 1 while no prediction was found for it.
    orphan BIGINT NOT NULL,
    PRIMARY KEY (model, name, at_us)
);
CREATE INDEX labels_orphans ON labels (orphan, received_us) WHERE orphan = 1;
CREATE INDEX labels_received ON labels (received_us);
