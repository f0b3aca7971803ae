-- One record for each task that was ever given up. What happens to the task by itself is followed by triggers, what people do
-- is written with what they do; see docs/adr/0014-dead-letters.md.
CREATE TABLE dead_letter (
  id              uuid PRIMARY KEY DEFAULT uuidv7(), -- in order of first deaths
  task_id         uuid        NOT NULL UNIQUE,
  tenant          text        NOT NULL,
  owner           text        NOT NULL,
  type            text        NOT NULL,
  queue           text        NOT NULL,
  priority        smallint    NOT NULL,
  status          text        NOT NULL,        -- PENDING, RETRYING, RESOLVED, ABANDONED
  lease           bigint      NOT NULL,        -- of the attempt that it died by
  reason          text,                        -- why it was given up
  error_type      text,
  error_message   text,
  failure_type    text,
  confidence      real,
  rule            text,
  remediation     text,
  alert_level     text,
  fingerprint     text        NOT NULL,        -- the same for failures of one cause
  first_failed_at timestamptz NOT NULL,
  last_failed_at  timestamptz NOT NULL,
  attempts        integer     NOT NULL,        -- leases that ended, of all its runs
  deaths          integer     NOT NULL,
  assignee        text,                        -- who looks after it
  retried_at      timestamptz,
  look_at         timestamptz,                 -- while it is RETRYING: when to see next how its task fares
  updated_at      timestamptz NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX dead_letter_of_tenant ON dead_letter (tenant, id);
-- What groups are made of is in these two, so that counting 100,000 dead letters fetches none of them.
CREATE INDEX dead_letter_by_status ON dead_letter (tenant, status, id)
  INCLUDE (fingerprint, owner, first_failed_at, last_failed_at);
CREATE INDEX dead_letter_pending ON dead_letter (id)
  INCLUDE (status, tenant, fingerprint, owner, first_failed_at, last_failed_at) WHERE status = 'PENDING';
CREATE INDEX dead_letter_of_group ON dead_letter (tenant, fingerprint, id);
CREATE INDEX dead_letter_to_look_at ON dead_letter (look_at) WHERE look_at IS NOT NULL;

-- Who did what to it, and the notes that people left.
CREATE TABLE dead_letter_change (
  letter_id uuid        NOT NULL REFERENCES dead_letter ON DELETE CASCADE,
  id        bigint      GENERATED ALWAYS AS IDENTITY,
  at        timestamptz NOT NULL DEFAULT now(),
  actor     text,                              -- none is Headrace itself
  action    text        NOT NULL,              -- died, retry, resolve, abandon, assign, note
  detail    text,
  bulk      uuid,                              -- the bulk action that it was part of
  PRIMARY KEY (letter_id, id)
);

-- However a task ends, an attempt says so. The trigger's condition is tested without a call, so that a success pays next to
-- nothing.
--
-- DEAD: a worker's silence and a limit in time say the same each time, so their text is their fingerprint.
-- CANCELLED: somebody cancels a task that was to get another chance, so nobody wants it any more. Who it was stands in the
-- task's changes.
CREATE FUNCTION dead_letter_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  letter uuid;
BEGIN
  IF NEW.state_after = 'CANCELLED' THEN
    UPDATE dead_letter SET status = 'ABANDONED', look_at = NULL, updated_at = now()
    WHERE task_id = NEW.task_id AND status = 'RETRYING' RETURNING id INTO letter;
    IF letter IS NOT NULL THEN
      INSERT INTO dead_letter_change (letter_id, actor, action, detail, bulk)
      SELECT letter, c.actor, 'abandon', 'its task was cancelled', c.bulk
      FROM (VALUES (1)) AS one LEFT JOIN LATERAL (
        SELECT actor, bulk FROM task_change WHERE task_id = NEW.task_id AND action = 'cancel'
        ORDER BY task_id DESC, id DESC LIMIT 1) c ON true;
    END IF;
    RETURN NULL;
  END IF;
  INSERT INTO dead_letter AS d (
    task_id, tenant, owner, type, queue, priority, status, lease, reason, error_type, error_message,
    failure_type, confidence, rule, remediation, alert_level, fingerprint, first_failed_at, last_failed_at, attempts, deaths, updated_at)
  SELECT t.id, t.tenant, t.owner, t.type, t.queue, t.priority, 'PENDING', NEW.lease, NEW.reason, e.type, e.message,
         NEW.failure_type, NEW.confidence, NEW.rule, NEW.remediation, NEW.alert_level,
         COALESCE(NEW.fingerprint, left(md5(concat_ws(' ', NEW.reason, e.type, e.message)), 16)),
         COALESCE(a.first_failed_at, NEW.finished_at), NEW.finished_at, a.attempts, 1, now()
  FROM task t
  CROSS JOIN LATERAL (
    SELECT COALESCE(NEW.error_type, CASE NEW.outcome WHEN 'expired' THEN 'WorkerLost' ELSE 'Error' END) AS type,
           COALESCE(NEW.error_message, CASE NEW.outcome
             WHEN 'expired' THEN 'The worker fell silent while it held the task' ELSE '' END) AS message) e
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE started_at IS NOT NULL) AS attempts,
           min(finished_at) FILTER (WHERE outcome IN ('failed', 'expired', 'timed_out')) AS first_failed_at
    FROM attempt WHERE task_id = NEW.task_id) a
  WHERE t.id = NEW.task_id
  ON CONFLICT (task_id) DO UPDATE SET
    status = 'PENDING', priority = excluded.priority, lease = excluded.lease, reason = excluded.reason,
    error_type = excluded.error_type, error_message = excluded.error_message, failure_type = excluded.failure_type,
    confidence = excluded.confidence, rule = excluded.rule, remediation = excluded.remediation,
    alert_level = excluded.alert_level, fingerprint = excluded.fingerprint,
    last_failed_at = excluded.last_failed_at, attempts = excluded.attempts, deaths = d.deaths + 1, look_at = NULL,
    updated_at = now()
  RETURNING id INTO letter;
  INSERT INTO dead_letter_change (letter_id, action, detail) VALUES (letter, 'died', NEW.reason);
  RETURN NULL;
END $$;
CREATE TRIGGER attempt_ended_badly AFTER INSERT ON attempt
  FOR EACH ROW WHEN (NEW.state_after IN ('DEAD', 'CANCELLED')) EXECUTE FUNCTION dead_letter_follows();

-- Bulk actions are on tasks or on dead letters.
ALTER TABLE bulk_action ADD COLUMN subject text NOT NULL DEFAULT 'TASK';

ALTER TABLE dead_letter SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500,
  autovacuum_vacuum_insert_scale_factor = 0.05);
