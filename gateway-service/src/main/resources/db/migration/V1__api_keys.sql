create table api_key (
    id         uuid primary key,
    -- sk_ and the first eight characters: enough to tell keys apart, useless to guess one
    prefix     text        not null,
    -- SHA-256 of the key. 256 random bits need no salt and no slow hash.
    hash       bytea       not null unique check (octet_length(hash) = 32),
    name       text        not null,
    tenant     text        not null,
    subject    text        not null,
    roles      text[]      not null check (cardinality(roles) > 0),
    tier       text        not null,
    scopes     text[]      not null default '{}',
    created_by text        not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    -- by the database's clock; what every replica asks for to forget revoked keys
    changed_at timestamptz not null default now()
);

create index api_key_changed on api_key (changed_at);
create index api_key_by_tenant on api_key (tenant, id desc);
