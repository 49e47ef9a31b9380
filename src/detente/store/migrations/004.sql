-- Version 4: corrections are laid over what the coder said, which is kept beside.
CREATE VIEW rejected AS
    SELECT mention_id AS id FROM corrections WHERE undone IS NULL AND what IN ('right', 'wrong')
    GROUP BY mention_id HAVING arg_max(what, made) = 'wrong';

CREATE TABLE changed_events (
    id VARCHAR NOT NULL
);

CREATE TABLE originals (
    id     VARCHAR PRIMARY KEY,
    record JSON NOT NULL,
    run_id VARCHAR NOT NULL
);
