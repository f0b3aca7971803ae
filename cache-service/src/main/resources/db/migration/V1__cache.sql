-- A tenant's namespace. Its id is part of every entry's key: a namespace that is deleted and made again starts empty.
create table namespace (
    id          uuid primary key,
    tenant      text        not null,
    name        text        not null,
    ttl_ms      bigint      not null check (ttl_ms > 0),
    max_entries int         not null check (max_entries > 0),
    created_at  timestamptz not null,
    unique (tenant, name)
);
