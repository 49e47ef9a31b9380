-- Version 2: items of feeds that `detente watch` has read.
CREATE TABLE feed_items (
    id         VARCHAR PRIMARY KEY,
    feed       VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    read_at    TIMESTAMPTZ NOT NULL
);
