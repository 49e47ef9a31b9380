-- What is derived from events and can be thrown away: made anew whenever events changed. No migration touches these.

-- One row an event and pair of nodes, a before b, sorted by pair, so that a pair's acts lie together.
CREATE TABLE acts_between (
    a                VARCHAR NOT NULL,
    b                VARCHAR NOT NULL,
    event_id         VARCHAR NOT NULL,
    event_type       VARCHAR NOT NULL,
    quad_class       TINYINT NOT NULL,
    intensity        DOUBLE,
    factuality       VARCHAR NOT NULL,
    occurrence       VARCHAR NOT NULL,
    part_of          VARCHAR,
    date_start       DATE,
    date_end         DATE,
    "precision"      VARCHAR,
    first_reported   DATE,
    joint            BOOLEAN NOT NULL,    -- nobody is recipient
    nodes            INTEGER,             -- in the event; null where only others of the two countries acted
    forward          BOOLEAN NOT NULL,    -- a acted on b; backward: b on a
    backward         BOOLEAN NOT NULL,
    country_forward  BOOLEAN NOT NULL,    -- the same of anybody of the two countries
    country_backward BOOLEAN NOT NULL,
    share            DOUBLE,              -- of a weight of one over the event's pairs; the other, over its directions
    share_directed   DOUBLE,
    dataset          VARCHAR,             -- of an imported event, with what it is read from; null: our own
    outlet           VARCHAR,
    url              VARCHAR,
    "language"       VARCHAR,
    articles         INTEGER NOT NULL
);

-- Force used by one state on another's soil without its stated consent.
CREATE TABLE force_abroad (
    a              VARCHAR NOT NULL,
    b              VARCHAR NOT NULL,
    event_id       VARCHAR NOT NULL,
    day            DATE NOT NULL,
    consent        VARCHAR NOT NULL,
    notified       BOOLEAN,
    first_reported DATE,
    dataset        VARCHAR
);

-- Names that nodes go by, with the number of events, for finding a party by name.
CREATE TABLE node_names (
    node   VARCHAR NOT NULL,
    "name" VARCHAR NOT NULL,
    events BIGINT NOT NULL,
    part   VARCHAR NOT NULL               -- own or imported
);

-- What all pairs have in common, one row a kind of series and day up to which reports were used (null: all).
CREATE TABLE calibrations (
    id      VARCHAR NOT NULL,
    every   VARCHAR NOT NULL,             -- day, week, month, quarter or year
    directed BOOLEAN NOT NULL,
    states  BOOLEAN NOT NULL,             -- of pairs of states; else of pairs with another node
    settings VARCHAR NOT NULL,            -- hash of what a user may set: alarm budget, multilateral meetings
    cut     DATE,
    made    TIMESTAMPTZ NOT NULL,
    record  JSON                          -- null: there was nothing to measure
);
CREATE TABLE calibrated_priors (
    calibration VARCHAR NOT NULL,
    a           VARCHAR NOT NULL,
    b           VARCHAR NOT NULL,
    mean        DOUBLE NOT NULL,
    variance    DOUBLE NOT NULL
);
CREATE TABLE calibrated_effects (
    calibration VARCHAR NOT NULL,
    node        VARCHAR NOT NULL,
    effect      DOUBLE NOT NULL,
    doubt       DOUBLE NOT NULL
);

-- Of every pair: its turning points, and how it stands in the last period.
CREATE TABLE measured_turns (
    calibration VARCHAR NOT NULL,
    a           VARCHAR NOT NULL,
    b           VARCHAR NOT NULL,
    period      VARCHAR NOT NULL,
    detected    VARCHAR NOT NULL,
    kind        VARCHAR NOT NULL,         -- breach, thaw, chill, recovery, new normal
    size        DOUBLE NOT NULL,
    probability DOUBLE NOT NULL,
    alarm_rate  DOUBLE,
    chance_rate DOUBLE
);
CREATE TABLE measured_pairs (
    calibration       VARCHAR NOT NULL,
    a                 VARCHAR NOT NULL,
    b                 VARCHAR NOT NULL,
    acts              DOUBLE NOT NULL,    -- effective number
    recent            DOUBLE NOT NULL,    -- of them in the last year
    "first"           VARCHAR NOT NULL,
    "last"            VARCHAR NOT NULL,
    tone              DOUBLE NOT NULL,
    sd                DOUBLE NOT NULL,
    baseline          DOUBLE NOT NULL,
    label             VARCHAR NOT NULL,
    label_probability DOUBLE NOT NULL,
    year_before       DOUBLE NOT NULL
);
