-- What a model's file watches, and how it stands. A rule is known again by its model, condition and window.
CREATE TABLE alert_rules (
    id TEXT PRIMARY KEY,
    model TEXT NOT NULL,
    condition TEXT NOT NULL,
    window_us BIGINT NOT NULL,
    -- The version whose file declares it; 0 as declared when the one in use no longer does.
    version BIGINT NOT NULL,
    declared SMALLINT NOT NULL,
    for_windows BIGINT NOT NULL,
    severity TEXT NOT NULL,
    channels_json TEXT NOT NULL,
    -- Signs messages to webhooks, so it is needed as it is.
    secret TEXT NOT NULL,
    state TEXT NOT NULL,
    breaches BIGINT NOT NULL,
    quiet BIGINT NOT NULL,
    since_us BIGINT NOT NULL,
    -- The end of the last window that was looked at: moved on by compare-and-set, so that each window counts once.
    seen_us BIGINT NOT NULL,
    values_json TEXT NOT NULL,
    -- Whether somebody was told that it fires.
    told SMALLINT NOT NULL,
    silent_until_us BIGINT,
    silent_why TEXT,
    silent_by TEXT,
    UNIQUE (model, condition, window_us)
);

-- Messages to be sent, written in the transaction of what they tell. The id is the same however often one is sent.
CREATE TABLE alert_messages (
    id TEXT PRIMARY KEY,
    alert_id TEXT NOT NULL REFERENCES alert_rules (id) ON DELETE CASCADE,
    channel_json TEXT NOT NULL,
    notice_json TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    -- Not before then: a pause after a failure, and the time that whoever is sending has.
    due_us BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    last_us BIGINT,
    last_result TEXT,
    -- When it arrived or was given up; NULL while it is to be sent.
    done_us BIGINT,
    arrived SMALLINT NOT NULL
);
CREATE INDEX alert_messages_by_alert ON alert_messages (alert_id, created_us);
CREATE INDEX alert_messages_by_due ON alert_messages (done_us, due_us);

-- Requests that servers answered for a model, by spans of ten seconds.
CREATE TABLE serving_counts (
    model TEXT NOT NULL,
    at_us BIGINT NOT NULL,
    requests BIGINT NOT NULL,
    errors BIGINT NOT NULL,
    PRIMARY KEY (model, at_us)
);
