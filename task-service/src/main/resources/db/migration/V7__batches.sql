-- A batch: tasks of one type that were handed in with one call, all or none. Each says which one it is of, so nothing else has to
-- be kept of its members. See docs/adr/0018-batches.md.
ALTER TABLE task
  ADD COLUMN batch       uuid,
  ADD COLUMN batch_place integer;               -- its place in the batch, from 0
CREATE INDEX task_of_batch ON task (batch, batch_place) WHERE batch IS NOT NULL;

CREATE TABLE batch (
  id                 uuid PRIMARY KEY,          -- UUIDv7
  tenant             text        NOT NULL,
  owner              text        NOT NULL,
  name               text,
  type               text        NOT NULL,
  size               integer     NOT NULL,
  idempotency_key    text,
  fingerprint        text,                      -- what was asked with the key
  created_at         timestamptz NOT NULL DEFAULT now(),
  status             text,                      -- COMPLETED, FAILED or PARTIAL; none while tasks of it are open
  finished_at        timestamptz,
  rounds             integer     NOT NULL DEFAULT 0, -- so often all its tasks had ended
  succeeded          integer     NOT NULL DEFAULT 0, -- when they had
  dead               integer     NOT NULL DEFAULT 0,
  cancelled          integer     NOT NULL DEFAULT 0,
  deleted_succeeded  integer     NOT NULL DEFAULT 0, -- tasks that somebody has deleted since
  deleted_dead       integer     NOT NULL DEFAULT 0,
  deleted_cancelled  integer     NOT NULL DEFAULT 0,
  position           integer     NOT NULL DEFAULT 0, -- all its tasks before this place have ended
  look_at            timestamptz                -- when to look at the latest whether all have; none once they have
) WITH (fillfactor = 70);
CREATE INDEX batch_of_tenant ON batch (tenant, id);
CREATE INDEX batch_of_owner ON batch (tenant, owner, id);
CREATE INDEX batch_to_look_at ON batch (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX batch_by_end ON batch (finished_at) WHERE finished_at IS NOT NULL;
CREATE UNIQUE INDEX batch_of_key ON batch (tenant, owner, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- The view has the columns that its table had when it was made.
DROP VIEW task_now;
CREATE VIEW task_now AS
SELECT t.*,
       COALESCE(
         (SELECT 'RUNNING' FROM running r WHERE r.id = t.id),
         (SELECT CASE WHEN d.retrying THEN 'RETRYING' ELSE 'SCHEDULED' END FROM deferred d WHERE d.id = t.id),
         (SELECT CASE WHEN a.state_after IN ('SUCCEEDED', 'DEAD', 'CANCELLED') THEN a.state_after END
          FROM attempt a WHERE a.task_id = t.id ORDER BY a.lease DESC LIMIT 1),
         'READY') AS state
FROM task t;
