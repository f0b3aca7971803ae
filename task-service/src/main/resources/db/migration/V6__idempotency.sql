-- What became of submissions with a key, by hour; all replicas add to it.
CREATE TABLE idempotency_usage (
  hour   timestamptz NOT NULL,
  tenant text        NOT NULL,
  type   text        NOT NULL,
  result text        NOT NULL,                 -- FIRST, HIT, CONFLICT, IN_FLIGHT
  count  bigint      NOT NULL,
  PRIMARY KEY (hour, tenant, type, result)
) WITH (fillfactor = 70);

-- How long it took to answer repeats.
CREATE TABLE idempotency_time (
  hour   timestamptz NOT NULL,
  tenant text        NOT NULL,
  way    text        NOT NULL,                 -- REDIS, POSTGRES: who knew that it was one
  bucket integer     NOT NULL,
  count  bigint      NOT NULL,
  PRIMARY KEY (hour, tenant, way, bucket)
) WITH (fillfactor = 70);
