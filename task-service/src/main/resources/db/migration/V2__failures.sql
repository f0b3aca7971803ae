-- What a failed attempt was found to be, and when it is tried again; empty for all other attempts.
ALTER TABLE attempt
  ADD COLUMN tenant       text,                -- of the task, as its type: so that failures are found without it
  ADD COLUMN task_type    text,
  ADD COLUMN failure_type text,
  ADD COLUMN confidence   real,                -- 0 to 1
  ADD COLUMN rule         text,                -- that decided
  ADD COLUMN remediation  text,
  ADD COLUMN alert_level  text,
  ADD COLUMN fingerprint  text,                -- the same for failures of one cause
  ADD COLUMN policy       text,                -- task, type <pattern>, class <failure type> or default
  ADD COLUMN delay_ms     bigint;              -- until the next attempt; none if there is none
CREATE INDEX attempt_failed ON attempt (tenant, finished_at) INCLUDE (failure_type, task_type)
  WHERE failure_type IS NOT NULL;

-- Operators' rules on what failures are. The first one that covers a failure counts, before those that come with Headrace.
CREATE TABLE failure_rule (
  tenant       text             NOT NULL,
  id           text             NOT NULL,      -- chosen by the operator
  place        integer          NOT NULL,      -- order of asking
  name         text,                           -- of the exception
  message      text,                           -- RE2 expression
  http_status  integer,
  task_type    text,
  failure_type text             NOT NULL,
  confidence   double precision NOT NULL,
  remediation  text,
  alert_level  text,
  description  text,
  changed_by   text             NOT NULL,
  changed_at   timestamptz      NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, id)
);

-- Operators' retry policies, for task types and for types of failure.
CREATE TABLE retry_policy (
  tenant       text        NOT NULL,
  kind         text        NOT NULL,           -- TYPE, CLASS
  name         text        NOT NULL,           -- pattern of task types, or a type of failure
  retry        boolean     NOT NULL,
  strategy     text        NOT NULL,
  base_ms      bigint      NOT NULL,
  max_ms       bigint      NOT NULL,
  jitter       boolean     NOT NULL,
  budget_ms    bigint      NOT NULL,
  max_attempts smallint,
  changed_by   text        NOT NULL,
  changed_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, kind, name)
);
CREATE TRIGGER failure_rule_changed AFTER INSERT OR UPDATE OR DELETE ON failure_rule EXECUTE FUNCTION rules_changed();
CREATE TRIGGER retry_policy_changed AFTER INSERT OR UPDATE OR DELETE ON retry_policy EXECUTE FUNCTION rules_changed();
