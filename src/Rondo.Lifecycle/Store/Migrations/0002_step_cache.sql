-- What a step made from the inputs that its key names: file names and the hashes of their objects.
CREATE TABLE step_cache (
    step TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    outputs_json TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (step, key_hash)
);
