create table api_key (
    id         uuid primary key,
    -- sk_live_ and the first eight characters: enough to tell keys apart, useless to guess one
    prefix     text        not null,
    -- SHA-256 of the key. 256 random bits need no salt and no slow hash.
    hash       bytea       not null unique check (octet_length(hash) = 32),
    mode       text        not null check (mode in ('live', 'test')),
    name       text        not null,
    tenant     text        not null,
    subject    text        not null,
    roles      text[]      not null check (cardinality(roles) > 0),
    tier       text        not null,
    scopes     text[]      not null default '{}',
    -- networks in CIDR notation from which the key works; none for everywhere
    addresses  text[]      not null default '{}',
    -- the key that this one was made to replace; a key is replaced once
    replaces   uuid unique references api_key on delete set null,
    created_by text        not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    -- hidden since; the row stays for a day, so that every replica hears of the revocation
    deleted_at timestamptz,
    -- by the database's clock; what every replica asks for to forget revoked keys
    changed_at timestamptz not null default now()
);

create index api_key_changed on api_key (changed_at);
create index api_key_by_tenant on api_key (tenant, id desc);

-- Written every few seconds by each replica, for all keys that were used in between.
create table api_key_usage (
    key_id       uuid        not null references api_key on delete cascade,
    day          date        not null,
    requests     bigint      not null,
    last_used_at timestamptz not null,
    primary key (key_id, day)
) with (fillfactor = 80);

-- One-time tickets for WebSockets. They live for seconds: a crash of the database may take them.
create unlogged table ticket (
    -- SHA-256 of the ticket
    hash          bytea primary key,
    key_id        uuid        not null,
    kind          text        not null,
    tenant        text        not null,
    subject       text        not null,
    roles         text[]      not null,
    tier          text        not null,
    scopes        text[]      not null,
    -- when the credential that asked for the ticket ends, in epoch milliseconds
    session_until bigint      not null,
    expires_at    timestamptz not null
);

create index ticket_expired on ticket (expires_at);
