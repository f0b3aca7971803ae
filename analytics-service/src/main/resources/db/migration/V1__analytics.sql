-- Where the roll-ups are in each partition of the log. The offset here, not Kafka's, says what was counted.
CREATE TABLE ingest_cursor (
    topic       text        NOT NULL,
    part        int         NOT NULL,
    next_offset bigint      NOT NULL,
    counted     bigint      NOT NULL DEFAULT 0,
    duplicates  bigint      NOT NULL DEFAULT 0,
    unknown     bigint      NOT NULL DEFAULT 0,
    poison      bigint      NOT NULL DEFAULT 0,
    missing     bigint      NOT NULL DEFAULT 0,
    moved_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, part)
) WITH (fillfactor = 20);

-- Ids of the events of one step, 16 bytes each: appended, never indexed one by one.
CREATE TABLE ingest_seen (
    topic       text   NOT NULL,
    part        int    NOT NULL,
    next_offset bigint NOT NULL,
    ids         bytea  NOT NULL,
    PRIMARY KEY (topic, part, next_offset)
);
ALTER TABLE ingest_seen ALTER COLUMN ids SET STORAGE EXTERNAL;

-- One row for each grain (1 minute, 2 hour, 3 day), tenant, start, task type and queue.
CREATE TABLE usage_rollup (
    grain       smallint    NOT NULL,
    tenant      text        NOT NULL,
    start_at    timestamptz NOT NULL,
    type        text        NOT NULL,
    queue       text        NOT NULL,
    submitted   bigint      NOT NULL DEFAULT 0,
    ready       bigint      NOT NULL DEFAULT 0,
    started     bigint      NOT NULL DEFAULT 0,
    succeeded   bigint      NOT NULL DEFAULT 0,
    retrying    bigint      NOT NULL DEFAULT 0,
    dead        bigint      NOT NULL DEFAULT 0,
    cancelled   bigint      NOT NULL DEFAULT 0,
    released    bigint      NOT NULL DEFAULT 0,
    wait_count  bigint      NOT NULL DEFAULT 0,
    wait_sum    bigint      NOT NULL DEFAULT 0,
    wait_min    bigint      NOT NULL DEFAULT 0,
    wait_max    bigint      NOT NULL DEFAULT 0,
    wait_sketch bytea,
    run_count   bigint      NOT NULL DEFAULT 0,
    run_sum     bigint      NOT NULL DEFAULT 0,
    run_min     bigint      NOT NULL DEFAULT 0,
    run_max     bigint      NOT NULL DEFAULT 0,
    run_sketch  bytea,
    PRIMARY KEY (grain, tenant, start_at, type, queue)
) WITH (fillfactor = 70);
-- Sketches are dense already: compressing them costs time and saves nothing.
ALTER TABLE usage_rollup ALTER COLUMN wait_sketch SET STORAGE EXTERNAL;
ALTER TABLE usage_rollup ALTER COLUMN run_sketch SET STORAGE EXTERNAL;

-- For retention. Updates never change these columns, so they stay heap-only.
CREATE INDEX usage_rollup_age ON usage_rollup (grain, start_at);
