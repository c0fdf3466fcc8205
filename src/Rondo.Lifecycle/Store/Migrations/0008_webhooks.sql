-- Addresses that are told what happens to models, event by event: delivered is the sequence of the last one that arrived.
CREATE TABLE webhooks (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    -- Signs the messages, so it is needed as it is.
    secret TEXT NOT NULL,
    -- NULL for every model.
    model TEXT,
    -- Words with blanks between them; none for every kind.
    kinds TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    delivered BIGINT NOT NULL,
    -- Not before then: a pause after a failure, and the time that whoever is sending has.
    due_us BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    last_us BIGINT,
    last_result TEXT,
    disabled_us BIGINT
);
