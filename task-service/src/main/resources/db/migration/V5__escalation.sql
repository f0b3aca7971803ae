-- Tasks that have waited for long move up with their whole segment. The task keeps the priority that was asked for, so its next
-- attempt begins with that again, and nothing adds up.
ALTER TABLE segment ADD COLUMN lifted smallint NOT NULL DEFAULT 0; -- so many levels above what was asked for

-- What moved up, and why; task_change has it for each task. Kept for a week.
CREATE TABLE escalation (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at            timestamptz NOT NULL,
  tenant        text        NOT NULL,
  queue         text        NOT NULL,
  type          text        NOT NULL,
  from_priority smallint    NOT NULL,
  to_priority   smallint    NOT NULL,
  tasks         integer     NOT NULL,
  due_at        timestamptz NOT NULL,          -- since when the first of them waits
  reason        text        NOT NULL
);
CREATE INDEX escalation_of_tenant ON escalation (tenant, id);
CREATE INDEX escalation_by_age ON escalation (at);

-- How fast each replica has ended leases of a queue lately.
CREATE TABLE queue_pace (
  tenant  text        NOT NULL,
  queue   text        NOT NULL,
  replica uuid        NOT NULL,
  ended   bigint      NOT NULL,
  over_ms bigint      NOT NULL,
  at      timestamptz NOT NULL,
  PRIMARY KEY (tenant, queue, replica)
) WITH (fillfactor = 50);
CREATE INDEX queue_pace_by_age ON queue_pace (at);
