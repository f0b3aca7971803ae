-- Breakers by tenant and what they are for: type:mail.send, host:example.com:443. One that was never opened, changed or
-- set up has no row.
CREATE TABLE breaker (
  tenant       text        NOT NULL,
  name         text        NOT NULL,
  state        text        NOT NULL DEFAULT 'CLOSED', -- CLOSED, OPEN, HALF_OPEN
  changes      bigint      NOT NULL DEFAULT 0,        -- what was decided by an older number does not count
  trips        integer     NOT NULL DEFAULT 0,        -- opened by failures so often since it was last closed
  opened       bigint      NOT NULL DEFAULT 0,        -- opened so often in all
  since        timestamptz NOT NULL DEFAULT now(),
  retry_at     timestamptz,                           -- an open one lets a few through then; null: a person closes it
  reason       text,
  actor        text,                                  -- who made the last change; null is the service itself
  -- What an operator set for it; null is the configuration's.
  enabled      boolean,
  failure_rate double precision,
  min_count    integer,
  window_ms    bigint,
  open_ms      bigint,
  max_open_ms  bigint,
  probes       integer,
  probe_ms     bigint,
  adjusted     boolean NOT NULL GENERATED ALWAYS AS (
    num_nonnulls(enabled, failure_rate, min_count, window_ms, open_ms, max_open_ms, probes, probe_ms) > 0) STORED,
  PRIMARY KEY (tenant, name)
);
CREATE INDEX breaker_that_counts ON breaker (tenant, name) WHERE state <> 'CLOSED' OR adjusted;
CREATE INDEX breaker_by_retry ON breaker (retry_at) WHERE state = 'OPEN';
CREATE TRIGGER breaker_changed AFTER INSERT OR UPDATE OR DELETE ON breaker EXECUTE FUNCTION rules_changed();

-- What a replica has counted in the window of a breaker, when it last counted a failure.
CREATE TABLE breaker_count (
  tenant    text        NOT NULL,
  name      text        NOT NULL,
  replica   uuid        NOT NULL,
  failures  bigint      NOT NULL,
  attempts  bigint      NOT NULL,
  at        timestamptz NOT NULL,
  PRIMARY KEY (tenant, name, replica)
) WITH (fillfactor = 50);
CREATE INDEX breaker_count_by_age ON breaker_count (at);

-- Who changed a breaker, and why. The last hundred of each are kept.
CREATE TABLE breaker_change (
  tenant     text        NOT NULL,
  name       text        NOT NULL,
  number     bigint      NOT NULL,
  at         timestamptz NOT NULL,
  from_state text        NOT NULL,
  to_state   text        NOT NULL,
  cause      text        NOT NULL,
  actor      text,
  reason     text,
  PRIMARY KEY (tenant, name, number)
);
