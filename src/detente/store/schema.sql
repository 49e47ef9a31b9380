-- The store of Détente: one DuckDB file, as of the newest version. A store of an older version is brought here by
-- migrations/NNN.sql, each of which leads to version NNN; a test compares the two ways.
-- Ids are hashes of content (see records.py), so that reading the same input twice adds nothing.

CREATE TABLE meta (
    key   VARCHAR PRIMARY KEY,
    value VARCHAR NOT NULL
);

-- One row a command that changed the store: what made every row, with which version of everything.
CREATE TABLE runs (
    id            VARCHAR PRIMARY KEY,
    command       VARCHAR NOT NULL,
    started       TIMESTAMPTZ NOT NULL,
    finished      TIMESTAMPTZ,            -- null: the run was cut off
    coder_version VARCHAR NOT NULL,
    hashes        JSON NOT NULL,          -- data file or model → SHA-256 or version
    settings      JSON NOT NULL,
    counts        JSON
);

-- One published text, kept as coded. Written in the same transaction as all that was coded from it.
CREATE TABLE articles (
    id               VARCHAR PRIMARY KEY,
    url              VARCHAR NOT NULL,
    outlet           VARCHAR NOT NULL,
    agency           VARCHAR NOT NULL,
    title            VARCHAR NOT NULL,
    deck             VARCHAR NOT NULL,
    byline           VARCHAR[] NOT NULL,
    dateline         VARCHAR NOT NULL,
    published        DATE,
    published_at     VARCHAR,             -- ISO time as the source gives it, with its zone if it names one
    published_source VARCHAR,             -- given, metadata, text, row
    language         VARCHAR NOT NULL,
    places           VARCHAR[] NOT NULL,
    note             VARCHAR NOT NULL,
    text             VARCHAR NOT NULL,
    content_hash     VARCHAR NOT NULL,    -- of title, deck, text and date: unchanged means nothing to do
    copy_of          VARCHAR,             -- id of the article that this one repeats
    sentences        INTEGER NOT NULL,
    warnings         VARCHAR[] NOT NULL,
    run_id           VARCHAR NOT NULL
);

-- Items of feeds that were read, by what stays the same whenever a feed shows them: each is read once, also where its page
-- changed since and where the article was forgotten.
CREATE TABLE feed_items (
    id         VARCHAR PRIMARY KEY,       -- hash of the link, or of feed and id where an item has none
    feed       VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    read_at    TIMESTAMPTZ NOT NULL
);

-- One report of an act. The columns serve queries; `record` is the whole mention as `detente code` writes it.
CREATE TABLE mentions (
    id             VARCHAR PRIMARY KEY,
    article_id     VARCHAR NOT NULL,
    event_id       VARCHAR,               -- null until gathered
    event_type     VARCHAR NOT NULL,
    quad_class     TINYINT NOT NULL,
    intensity      DOUBLE NOT NULL,       -- PLOVER score, -10 to 10
    goldstein      DOUBLE,                -- -10 to 10
    date_start     DATE,
    date_end       DATE,
    date_precision VARCHAR,
    territory      VARCHAR,
    factuality     VARCHAR NOT NULL,
    occurrence     VARCHAR NOT NULL,
    historical     BOOLEAN NOT NULL,
    attribution_id VARCHAR,
    record         JSON NOT NULL,
    run_id         VARCHAR NOT NULL
);

-- Who took part in a mention; `node` is the dyad node: an ISO code, or "group:NAME", "igo:NAME", "person:NAME" …
CREATE TABLE parties (
    mention_id VARCHAR NOT NULL,
    role       VARCHAR NOT NULL,          -- actor or recipient
    position   SMALLINT NOT NULL,
    node       VARCHAR,                   -- null: not known well enough to be a node
    name       VARCHAR NOT NULL,
    country    VARCHAR,
    sectors    VARCHAR[] NOT NULL,
    kind       VARCHAR NOT NULL,
    grp        VARCHAR,
    scope      VARCHAR NOT NULL
);

CREATE TABLE attributions (
    id         VARCHAR PRIMARY KEY,
    article_id VARCHAR NOT NULL,
    kind       VARCHAR NOT NULL,
    side       VARCHAR,
    record     JSON NOT NULL
);

CREATE TABLE statements (
    id         VARCHAR PRIMARY KEY,
    article_id VARCHAR NOT NULL,
    aspect     VARCHAR NOT NULL,
    direction  VARCHAR NOT NULL,
    nodes      VARCHAR[] NOT NULL,        -- the parties' nodes, sorted
    record     JSON NOT NULL
);

-- One act in the world, gathered from its mentions: a derived table, rebuilt block by block from mentions,
-- merges and corrections.
CREATE TABLE events (
    id             VARCHAR PRIMARY KEY,
    block          VARCHAR NOT NULL,
    mention_id     VARCHAR NOT NULL,      -- the mention that speaks for the event: surest, earliest published
    event_type     VARCHAR NOT NULL,
    quad_class     TINYINT NOT NULL,
    intensity      DOUBLE NOT NULL,
    goldstein      DOUBLE,
    date_start     DATE,
    date_end       DATE,
    date_precision VARCHAR,
    territory      VARCHAR,
    factuality     VARCHAR NOT NULL,
    occurrence     VARCHAR NOT NULL,
    historical     BOOLEAN NOT NULL,
    part_of        VARCHAR,               -- event id of the series
    mentions       INTEGER NOT NULL,
    articles       INTEGER NOT NULL,
    origins        INTEGER NOT NULL,      -- independent origins: agency, else outlet; a copy or a shared informant is one
    first_reported DATE,                  -- publication day of the earliest mention, for as-of views
    place          VARCHAR,
    lat            DOUBLE,                -- degrees, WGS 84
    lon            DOUBLE,
    consent        VARCHAR NOT NULL,      -- disputed also where reports differ
    notified       BOOLEAN,
    date_low       DATE,                  -- the earliest and the latest day that a report gives in its own words
    date_high      DATE,
    fatalities_low DOUBLE,                -- over all reports; the mentions say which gives what
    fatalities_high DOUBLE,
    injured_low    DOUBLE,
    injured_high   DOUBLE,
    part_of_score  DOUBLE,                -- 0 to 1: the judgement that it belongs to the series, and why
    part_of_reason VARCHAR
);

-- Each judgement that two mentions report one act; undone by a correction, never deleted by hand.
CREATE TABLE merges (
    a       VARCHAR NOT NULL,
    b       VARCHAR NOT NULL,
    score   DOUBLE NOT NULL,              -- 0 to 1
    reason  VARCHAR NOT NULL,
    judge   VARCHAR NOT NULL,             -- coder version, or a person
    PRIMARY KEY (a, b)
);

-- What gathering looks at in a mention, kept so that a run reads no record twice; derived, made anew where `run_id` or
-- `rules` is not that of the mention or of this Détente.
CREATE TABLE traces (
    id                VARCHAR NOT NULL,   -- of the mention
    article_id        VARCHAR NOT NULL,
    run_id            VARCHAR NOT NULL,
    rules             VARCHAR NOT NULL,
    block             VARCHAR,            -- smallest id of the mentions it is connected with; null: not gathered yet
    filed             BIGINT[] NOT NULL,  -- keys it is found by
    sought            BIGINT[] NOT NULL,  -- keys it looks others up by
    event_type        VARCHAR NOT NULL,
    of_type           VARCHAR,
    modes             VARCHAR[] NOT NULL,
    actors            VARCHAR[] NOT NULL,
    recipients        VARCHAR[] NOT NULL,
    persons           VARCHAR[] NOT NULL,
    actor_roles       VARCHAR[] NOT NULL,
    recipient_roles   VARCHAR[] NOT NULL,
    first             DATE,
    last              DATE,
    firm              BOOLEAN NOT NULL,
    date_start        DATE,
    date_end          DATE,
    date_precision    VARCHAR,
    historical        BOOLEAN NOT NULL,
    territory         VARCHAR,
    place             VARCHAR,
    place_precision   VARCHAR,
    lat               DOUBLE,
    lon               DOUBLE,
    dead_low          DOUBLE,
    dead_high         DOUBLE,
    hurt_low          DOUBLE,
    hurt_high         DOUBLE,
    amount            DOUBLE,
    counts            DOUBLE[] NOT NULL,
    occurrence        VARCHAR NOT NULL,
    factuality        VARCHAR NOT NULL,
    consent           VARCHAR NOT NULL,
    notified          BOOLEAN,
    part_of           VARCHAR,
    content           VARCHAR,
    trigger           VARCHAR[] NOT NULL,
    words             VARCHAR[] NOT NULL,
    names             VARCHAR[] NOT NULL,
    directions        VARCHAR[] NOT NULL,
    again             BOOLEAN NOT NULL,
    answer            BOOLEAN NOT NULL,
    sentence          VARCHAR NOT NULL,
    published         DATE,
    informant         VARCHAR NOT NULL,
    confidence        DOUBLE NOT NULL
);

-- The fingerprint of an article's text, by which near-copies are found, and each judgement that two articles are copies.
CREATE TABLE fingerprints (
    id           VARCHAR NOT NULL,        -- of the article
    content_hash VARCHAR NOT NULL,
    rules        VARCHAR NOT NULL,
    published    DATE,
    bands        BIGINT[] NOT NULL
);

CREATE TABLE copies (
    a     VARCHAR NOT NULL,
    b     VARCHAR NOT NULL,
    score DOUBLE NOT NULL                 -- share of common runs of words, 0 to 1
);

-- A person's word on a mention or a merge; wins over any re-read.
CREATE TABLE corrections (
    id         VARCHAR PRIMARY KEY,
    mention_id VARCHAR NOT NULL,
    what       VARCHAR NOT NULL,          -- wrong, event_type, actors, recipients, date, factuality, merge, split …
    value      JSON,
    who        VARCHAR NOT NULL,
    made       TIMESTAMPTZ NOT NULL,
    undone     TIMESTAMPTZ
);

-- Own events that came, went or changed since they were last laid out by pair (see derived.sql).
CREATE TABLE changed_events (
    id VARCHAR NOT NULL
);

-- Mentions that a person called wrong, as the last word on each has it: they count for nothing.
CREATE VIEW rejected AS
    SELECT mention_id AS id FROM corrections WHERE undone IS NULL AND what IN ('right', 'wrong')
    GROUP BY mention_id HAVING arg_max(what, made) = 'wrong';

-- What the coder said of a mention that a person corrected; `mentions` has it as corrected.
CREATE TABLE originals (
    id     VARCHAR PRIMARY KEY,           -- of the mention
    record JSON NOT NULL,
    run_id VARCHAR NOT NULL
);

-- Events of existing datasets (ICEWS, GDELT …), one row each; they have no mentions. `id` is DATASET:ID-IN-THE-DATASET.
-- Imports keep it unique: an index over millions of keys would have to fit into memory.
CREATE TABLE imported_events (
    id             VARCHAR NOT NULL,
    dataset        VARCHAR NOT NULL,
    event_type     VARCHAR,               -- null: comments and appeals (CAMEO 01, 02), which PLOVER leaves out
    modes          VARCHAR[] NOT NULL,
    contexts       VARCHAR[] NOT NULL,
    cameo          VARCHAR,
    quad_class     TINYINT NOT NULL,
    intensity      DOUBLE,                -- PLOVER score by crosswalk, -10 to 10
    goldstein      DOUBLE,                -- as the dataset gives it, -10 to 10
    date_start     DATE NOT NULL,
    date_end       DATE,
    date_precision VARCHAR,
    territory      VARCHAR,
    factuality     VARCHAR NOT NULL,
    occurrence     VARCHAR NOT NULL,
    parties        STRUCT("role" VARCHAR, node VARCHAR, "name" VARCHAR, country VARCHAR, sectors VARCHAR[],
                          kind VARCHAR, "group" VARCHAR, "scope" VARCHAR)[] NOT NULL,
    place          STRUCT("name" VARCHAR, country VARCHAR, admin1 VARCHAR, lat DOUBLE, lon DOUBLE,
                          "precision" VARCHAR),
    fatalities     STRUCT(low DOUBLE, best DOUBLE, high DOUBLE),
    outlet         VARCHAR,
    url            VARCHAR,
    words          VARCHAR,               -- what the dataset calls the act
    language       VARCHAR,
    articles       INTEGER NOT NULL,
    origins        INTEGER NOT NULL,
    first_reported DATE,                  -- for as-of views; see docs/datasets.md for what each dataset has
    historical     BOOLEAN NOT NULL,
    part_of        VARCHAR,               -- id of the series
    record         JSON,                  -- of our own exports: the whole mention that spoke for the event
    run_id         VARCHAR NOT NULL
);

CREATE INDEX mentions_article ON mentions (article_id);
CREATE INDEX mentions_event ON mentions (event_id);
CREATE INDEX parties_mention ON parties (mention_id);
CREATE INDEX parties_node ON parties (node);
CREATE INDEX attributions_article ON attributions (article_id);
CREATE INDEX statements_article ON statements (article_id);
CREATE INDEX events_block ON events (block);
