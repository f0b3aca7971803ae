-- How many times subscriptions have changed. Fan-out reads it once for each batch of events, and the subscriptions only
-- when it has moved. It changes in the transaction that changes a subscription, whoever does that and however.
create table endpoint_version (
    version bigint not null
) with (fillfactor = 20);
insert into endpoint_version values (0);

create function count_endpoint_change() returns trigger language plpgsql as $$
begin
    update endpoint_version set version = version + 1;
    return null;
end
$$;

create trigger endpoint_change after insert or update or delete or truncate on endpoint
    for each statement execute function count_endpoint_change();
