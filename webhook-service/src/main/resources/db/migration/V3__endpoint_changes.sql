-- One row that every change of a subscription updated made the changes wait for one another, each with a connection in its
-- hand. Each session counts in a row of its own instead; two whose process ids agree modulo 64 share one. Every commit adds
-- to the sum, and a snapshot sees all of a commit or nothing, so that equal sums are the same set of changes.
create table endpoint_change (
    slot    int    primary key,
    changes bigint not null
) with (fillfactor = 20);
insert into endpoint_change
select slot, case slot when 0 then (select version from endpoint_version) else 0 end
from generate_series(0, 63) as slot;

create or replace function count_endpoint_change() returns trigger language plpgsql as $$
begin
    update endpoint_change set changes = changes + 1 where slot = pg_backend_pid() % 64;
    return null;
end
$$;

-- Under the earlier name, so that processes that were started before this migration count on.
drop table endpoint_version;
create view endpoint_version as
select sum(changes)::bigint as version from endpoint_change;
