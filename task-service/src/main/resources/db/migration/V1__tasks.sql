-- A task's body is written once. Where the task stands is told by which small table holds it:
-- segment, deferred or running; a finished one by its last attempt. No hot index has a column that is updated.

CREATE TABLE task (
  id              uuid PRIMARY KEY,            -- UUIDv7: in order of submission
  tenant          text        NOT NULL,
  owner           text        NOT NULL,
  type            text        NOT NULL,
  queue           text        NOT NULL,
  priority        smallint    NOT NULL,        -- 0 CRITICAL .. 4 BULK
  payload         text        NOT NULL,        -- JSON as it was sent
  created_at      timestamptz NOT NULL,
  run_at          timestamptz NOT NULL,
  timeout_ms      bigint,
  max_attempts    smallint    NOT NULL,
  retry           text,                        -- JSON of the task's own retry policy
  target          text,                        -- JSON of where a push task goes; without one a worker leases it
  host            text        NOT NULL DEFAULT '', -- server of the target, as example.com:443; empty without one
  keys            text[],                      -- what its limits count it under: limit=key
  costs           integer[],                   -- and how much it weighs there
  tags            jsonb,
  metadata        text,
  idempotency_key text
);
CREATE INDEX task_of_tenant ON task (tenant, id);

-- Tasks that are due, in segments: runs of tasks of one kind, priority, attempt and limits, in order. A claim takes a range from
-- the head of a segment; a segment whose last task is taken goes away. See docs/adr/0001-tables-by-life-stage.md.
CREATE TABLE segment (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant   text        NOT NULL,
  queue    text        NOT NULL,
  type     text        NOT NULL,
  host     text        NOT NULL,               -- as in task: each server's tasks are claimed apart
  priority smallint    NOT NULL,
  due_at   timestamptz NOT NULL,               -- of its first task
  attempt  smallint    NOT NULL,               -- number of the coming attempt, from 1
  crashes  smallint    NOT NULL,               -- leases that ended in silence
  keys     text[],                             -- of all its tasks, as in task
  costs    integer[],
  head     integer     NOT NULL,               -- so many of the ids are taken
  size     integer     NOT NULL,
  ids      uuid[]      NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX segment_in_order ON segment (tenant, queue, type, host, priority, due_at, id);
-- Moving the head must not copy a long array.
ALTER TABLE segment ALTER COLUMN ids SET STORAGE EXTERNAL;

CREATE TABLE deferred (
  id       uuid PRIMARY KEY,
  tenant   text        NOT NULL,
  queue    text        NOT NULL,
  type     text        NOT NULL,
  priority smallint    NOT NULL,
  due_at   timestamptz NOT NULL,
  attempt  smallint    NOT NULL,
  crashes  smallint    NOT NULL,
  retrying boolean     NOT NULL                -- RETRYING or SCHEDULED
);
CREATE INDEX deferred_by_due ON deferred (due_at);

-- Every lease has a number from here: what a worker sends counts only with the number of the lease in force.
CREATE SEQUENCE lease_number AS bigint;

CREATE TABLE running (
  id         uuid PRIMARY KEY,
  lease      bigint      NOT NULL,
  worker_id  uuid        NOT NULL,
  attempt    smallint    NOT NULL,
  crashes    smallint    NOT NULL,
  due_at     timestamptz NOT NULL,
  started_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,             -- moved by heartbeats, therefore in no index
  lease_ms   integer     NOT NULL,
  deadline   timestamptz,                      -- hard end of the attempt
  cancel     boolean     NOT NULL DEFAULT false,
  progress   text
) WITH (fillfactor = 70);

-- Finds what runs among rows that are gone but not yet removed. Costs next to nothing to keep.
CREATE INDEX running_by_start ON running USING brin (started_at) WITH (pages_per_range = 16, autosummarize = on);

-- One row for each lease that ended, and one for what else moved the task; the last one of a finished task says its state.
CREATE TABLE attempt (
  task_id       uuid        NOT NULL,
  lease         bigint      NOT NULL,
  attempt       smallint    NOT NULL,
  worker_id     uuid,
  due_at        timestamptz NOT NULL,
  started_at    timestamptz,
  finished_at   timestamptz NOT NULL,
  outcome       text        NOT NULL,          -- succeeded, failed, released, expired, cancelled, timed_out, requeued
  state_after   text        NOT NULL,
  error_type    text,
  error_message text,
  error_stack   text,
  retryable     boolean,
  reason        text,                          -- why the task was given up
  output        text,
  PRIMARY KEY (task_id, lease)
);
CREATE INDEX attempt_ended_badly ON attempt (state_after, task_id, lease) WHERE state_after IN ('DEAD', 'CANCELLED');

-- Keys by which a submission is accepted once. A row is written with its task; it counts until it expires.
CREATE TABLE idempotency (
  tenant      text        NOT NULL,            -- empty: all tenants share the key
  owner       text        NOT NULL,            -- empty: the whole tenant does
  key         text        NOT NULL,
  task_id     uuid        NOT NULL,
  fingerprint text        NOT NULL,            -- what was asked: a digest, and a mark for each field
  expires_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant, owner, key)
);
CREATE INDEX idempotency_by_expiry ON idempotency (expires_at);

-- Limits in time that a task was submitted with. Most tasks have none and no row here.
CREATE TABLE time_limit (
  task_id         uuid PRIMARY KEY,
  budget_ms       bigint,                      -- from its submission to its end
  start_within_ms bigint                       -- from when it is due to its first lease
);

-- When such a limit is reached. A row goes away at its time, also if the task has ended long before: nothing that ends
-- tasks looks here.
CREATE TABLE expiry (
  task_id uuid        NOT NULL,
  cause   text        NOT NULL,                -- BUDGET, START
  at      timestamptz NOT NULL,
  PRIMARY KEY (task_id, cause)
);
CREATE INDEX expiry_by_time ON expiry (at);

-- Who did what to a task, beside what its attempts tell.
CREATE TABLE task_change (
  task_id uuid        NOT NULL,
  id      bigint      GENERATED ALWAYS AS IDENTITY,
  at      timestamptz NOT NULL DEFAULT now(),
  actor   text        NOT NULL,
  action  text        NOT NULL,                -- cancel, retry, reprioritise
  detail  text,
  bulk    uuid,                                -- the bulk action that it was part of
  PRIMARY KEY (task_id, id)
);

-- What was asked for many tasks at once. One with a filter is worked off in steps, each a transaction with the tasks that it
-- touches, so it goes on from its position whatever happened.
CREATE TABLE bulk_action (
  id           uuid PRIMARY KEY,               -- UUIDv7: later tasks are not meant
  tenant       text        NOT NULL,           -- of who asked for it
  owner        text        NOT NULL,
  scope_tenant text,                           -- whose tasks it may touch, none is everybody's
  scope_owner  text,
  request      text        NOT NULL,           -- JSON; without a filter it named its tasks
  rate_per_s   integer,
  state        text        NOT NULL,           -- PENDING, RUNNING, DONE, STOPPED, FAILED
  position     uuid        NOT NULL,           -- goes on before this id
  matched      bigint      NOT NULL DEFAULT 0,
  done         bigint      NOT NULL DEFAULT 0,
  reasons      text        NOT NULL DEFAULT '{}', -- why tasks were skipped, with counts
  failures     smallint    NOT NULL DEFAULT 0, -- of steps, one after the other
  created_at   timestamptz NOT NULL DEFAULT now(),
  started_at   timestamptz,
  finished_at  timestamptz,
  step         bigint      NOT NULL DEFAULT 0, -- number of the step in force: what another one writes does not count
  next_at      timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 70);
CREATE INDEX bulk_action_of_tenant ON bulk_action (tenant, id);
CREATE INDEX bulk_action_open ON bulk_action (next_at) WHERE state IN ('PENDING', 'RUNNING');

CREATE TABLE worker (
  id            uuid PRIMARY KEY,
  tenant        text        NOT NULL,
  name          text        NOT NULL,
  tenants       text[]      NOT NULL,          -- whom an admin's worker serves, * is all; none is its own
  types         text[]      NOT NULL,
  queues        text[]      NOT NULL,
  slots         integer     NOT NULL,
  registered_at timestamptz NOT NULL DEFAULT now(),
  last_seen     timestamptz NOT NULL DEFAULT now(),
  draining      boolean     NOT NULL DEFAULT false
) WITH (fillfactor = 70);
CREATE INDEX worker_of_tenant ON worker (tenant, id);
CREATE INDEX worker_draining ON worker (id) WHERE draining;

-- What operators set for their queues. A queue needs no row: tasks may be in any.
CREATE TABLE queue (
  tenant      text        NOT NULL,
  name        text        NOT NULL,
  paused      boolean     NOT NULL DEFAULT false,
  max_running integer,                         -- most leases at a time; none is no limit
  weight      integer,                         -- share beside the tenant's other queues; none is by due time
  description text,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, name)
);
CREATE INDEX queue_restricted ON queue (tenant, name)
  WHERE paused OR max_running IS NOT NULL OR weight IS NOT NULL;

-- Limits by key. The key is the type, the tenant or a field of the payload; each value of it has a meter of its own.
CREATE TABLE task_limit (
  tenant      text        NOT NULL,
  name        text        NOT NULL,
  key         text        NOT NULL,            -- type, tenant or $.path
  queue       text,                            -- only tasks of this queue
  type        text,                            -- only types like this
  max_running integer,                         -- most leases of one key
  units       integer,                         -- of one key in per_ms
  per_ms      bigint,
  burst       integer,
  cost        integer     NOT NULL DEFAULT 1,  -- units of a task
  cost_path   text,                            -- the field that says it
  description text,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, name)
);

-- Where each rate stands, by the generic cell rate algorithm: the time until which what was taken is paid for.
CREATE TABLE rate (
  tenant  text        NOT NULL,
  name    text        NOT NULL,                -- limit=key
  tat     timestamptz NOT NULL,
  open_at timestamptz NOT NULL,                -- from then on there is room for one unit
  PRIMARY KEY (tenant, name)
) WITH (fillfactor = 50);
CREATE INDEX rate_by_opening ON rate (tenant, open_at);

-- Where tasks go whose submit names no queue or priority; the first that covers the type counts.
CREATE TABLE route (
  tenant   text     NOT NULL,
  place    smallint NOT NULL,
  type     text     NOT NULL,
  queue    text,
  priority smallint,
  PRIMARY KEY (tenant, place)
);

-- Tenants that submitted, and their tier: their share where workers serve several.
CREATE TABLE tenant (
  name text PRIMARY KEY,
  tier text NOT NULL
);

-- Counts changes of the rules, so that replicas see by one number whether to read them again.
CREATE TABLE rule_version (version bigint NOT NULL);
INSERT INTO rule_version VALUES (0);
CREATE FUNCTION rules_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE rule_version SET version = version + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER queue_changed AFTER INSERT OR UPDATE OR DELETE ON queue EXECUTE FUNCTION rules_changed();
CREATE TRIGGER limit_changed AFTER INSERT OR UPDATE OR DELETE ON task_limit EXECUTE FUNCTION rules_changed();
CREATE TRIGGER route_changed AFTER INSERT OR UPDATE OR DELETE ON route EXECUTE FUNCTION rules_changed();

CREATE TABLE outbox (
  id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic  text NOT NULL,
  events text NOT NULL
);
-- Short-lived rows: compressing them would cost more than writing them.
ALTER TABLE outbox ALTER COLUMN events SET STORAGE EXTERNAL;

-- Small tables with a high turnover: vacuum them often and without pauses.
ALTER TABLE segment  SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE running  SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE deferred SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE expiry   SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE outbox   SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);

-- Where each task stands, read from the table that holds it. One that nothing else holds is in a segment.
CREATE VIEW task_now AS
SELECT t.*,
       COALESCE(
         (SELECT 'RUNNING' FROM running r WHERE r.id = t.id),
         (SELECT CASE WHEN d.retrying THEN 'RETRYING' ELSE 'SCHEDULED' END FROM deferred d WHERE d.id = t.id),
         (SELECT CASE WHEN a.state_after IN ('SUCCEEDED', 'DEAD', 'CANCELLED') THEN a.state_after END
          FROM attempt a WHERE a.task_id = t.id ORDER BY a.lease DESC LIMIT 1),
         'READY') AS state
FROM task t;
