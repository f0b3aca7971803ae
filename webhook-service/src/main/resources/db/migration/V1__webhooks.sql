-- A subscription: where events go, which ones, and the secret they are signed with.
create table endpoint (
    id          uuid primary key,
    tenant      text        not null,
    -- Subject that created it.
    owner       text        not null,
    -- True: only events of the owner's own tasks. False: of the whole tenant (made by an operator or admin).
    own_only    boolean     not null,
    url         text        not null,
    events      text[]      not null,
    description text,
    -- Extra headers of every delivery, each "name: value".
    headers     text[]      not null,
    secret      text        not null,
    state       text        not null check (state in ('ENABLED', 'PAUSED')),
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);
create index endpoint_tenant on endpoint (tenant, id);

-- The body of an event, written once and shared by its deliveries.
create table event (
    id          uuid primary key,
    type        text        not null,
    -- What is sent, byte for byte: {"type":…,"timestamp":…,"data":…}
    body        bytea       not null,
    occurred_at timestamptz not null
);

-- One event to one endpoint. due_at of a pending row is when it may be claimed; a claim moves it into the future, so
-- what a killed process had claimed comes back by itself.
create table delivery (
    endpoint_id uuid        not null references endpoint (id) on delete cascade,
    id          uuid        not null default uuidv7(),
    event_id    uuid        not null references event (id),
    state       text        not null default 'PENDING' check (state in ('PENDING', 'DELIVERED', 'FAILED')),
    attempts    int         not null default 0,
    due_at      timestamptz not null,
    created_at  timestamptz not null default now(),
    finished_at timestamptz,
    primary key (endpoint_id, id),
    unique (endpoint_id, event_id)
) with (fillfactor = 80);
create index delivery_due on delivery (endpoint_id, due_at) where state = 'PENDING';

-- What one attempt sent back; appended with the delivery's new state in one statement.
create table attempt (
    endpoint_id uuid        not null,
    delivery_id uuid        not null,
    number      int         not null,
    started_at  timestamptz not null,
    duration_ms bigint      not null,
    -- Absent when no answer came.
    status      int,
    error       text,
    response    text,
    primary key (delivery_id, number),
    foreign key (endpoint_id, delivery_id) references delivery (endpoint_id, id) on delete cascade
);
create index attempt_endpoint on attempt (endpoint_id, delivery_id);
