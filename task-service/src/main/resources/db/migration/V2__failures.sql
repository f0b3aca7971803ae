-- What a failed attempt was found to be; empty for all others.
ALTER TABLE attempt
  ADD COLUMN failure_type text,
  ADD COLUMN confidence   real,                -- 0 to 1
  ADD COLUMN rule         text,                -- that decided
  ADD COLUMN fingerprint  text;                -- the same for failures of one cause
