-- People and what they may do, what they write down, and what the server remembers for them.

-- The tables of better-auth under names of ours: people, sessions, passwords and other ways in.
create table auth_user (
	id text primary key,
	-- Lower case.
	email text not null unique,
	email_verified boolean not null,
	name text not null,
	image text,
	created_at timestamptz not null,
	updated_at timestamptz not null,
	two_factor_enabled boolean not null default false,
	role text not null default 'viewer' check (role in ('admin', 'ops', 'manager', 'csm', 'viewer')),
	-- Sees only the accounts that they own.
	is_restricted boolean not null default false,
	disabled_at timestamptz
);
create table auth_session (
	id text primary key,
	token text not null unique,
	user_id text not null references auth_user on delete cascade,
	expires_at timestamptz not null,
	created_at timestamptz not null,
	updated_at timestamptz not null,
	ip_address text,
	user_agent text
);
create index auth_session_user on auth_session (user_id);
create table auth_account (
	id text primary key,
	account_id text not null,
	provider_id text not null,
	user_id text not null references auth_user on delete cascade,
	access_token text,
	refresh_token text,
	id_token text,
	access_token_expires_at timestamptz,
	refresh_token_expires_at timestamptz,
	scope text,
	-- Hash, for people who sign in with a password.
	password text,
	created_at timestamptz not null,
	updated_at timestamptz not null,
	unique (provider_id, account_id)
);
create index auth_account_user on auth_account (user_id);
create table auth_verification (
	id text primary key,
	identifier text not null,
	value text not null,
	expires_at timestamptz not null,
	created_at timestamptz not null,
	updated_at timestamptz not null
);
create index auth_verification_identifier on auth_verification (identifier);
create table auth_two_factor (
	id text primary key,
	secret text not null,
	backup_codes text not null,
	user_id text not null references auth_user on delete cascade,
	verified boolean,
	failed_verification_count int default 0,
	locked_until timestamptz
);
create index auth_two_factor_user on auth_two_factor (user_id);
create table auth_rate_limit (
	id text primary key,
	key text not null unique,
	count int not null,
	last_request bigint not null
);

-- Who may make the first admin. One row until that is done, none after.
create table setup_token (
	setup_id int primary key check (setup_id = 1),
	token_hash bytea not null,
	made_at timestamptz not null
);
create table invitation (
	invitation_id text primary key,
	email text not null,
	role text not null check (role in ('admin', 'ops', 'manager', 'csm', 'viewer')),
	is_restricted boolean not null,
	token_hash bytea not null unique,
	invited_by text not null,
	created_at timestamptz not null,
	expires_at timestamptz not null,
	accepted_at timestamptz,
	withdrawn_at timestamptz
);
create table api_key (
	key_id text primary key,
	name text not null,
	-- The first characters, to tell keys apart; the rest is known only to who has the key.
	begins text not null,
	key_hash bytea not null unique,
	scopes text[] not null,
	user_id text not null references auth_user on delete cascade,
	created_at timestamptz not null,
	expires_at timestamptz,
	revoked_at timestamptz,
	last_used_at timestamptz
);

-- What a POST answered, so that the same call again (its answer was lost) is done once.
create table idempotency_result (
	actor text not null,
	key text not null,
	-- Of method, path and body: the same key for something else is a mistake.
	request_hash bytea not null,
	body jsonb,
	made_at timestamptz not null,
	primary key (actor, key)
);
create index idempotency_result_made_at on idempotency_result (made_at);

create index audit_subject on audit (subject);

create sequence note_id_seq;
create table note (
	account_id bigint not null,
	note_id bigint not null,
	text text not null,
	author_email text not null,
	written_at timestamptz not null,
	-- Day of the workspace on which it was written.
	written_on date not null,
	edited_at timestamptz,
	removed_at timestamptz,
	primary key (account_id, note_id)
);
create table mention (
	email text not null,
	account_id bigint not null,
	note_id bigint not null,
	read_at timestamptz,
	primary key (email, account_id, note_id)
);

create table saved_view (
	view_id bigint generated always as identity primary key,
	page text not null,
	name text not null,
	is_shared boolean not null,
	owner_id text not null,
	owner_email text not null,
	settings jsonb not null,
	changed_at timestamptz not null
);

-- Imports and runs of the day, as people watch them.
create table job (
	job_id uuid primary key,
	kind text not null check (kind in ('import', 'day')),
	state text not null check (state in ('planned', 'running', 'done', 'failed', 'interrupted')),
	started_by text not null,
	started_at timestamptz not null,
	-- Last sign of life: a job that is silent for long has lost its process.
	beat_at timestamptz not null,
	finished_at timestamptz,
	progress jsonb not null,
	error jsonb,
	result jsonb,
	is_stop_asked boolean not null default false
);

-- Accounts whose results of a date were computed again by themselves, after the run of the date.
create table score_change (
	account_id bigint primary key,
	as_of date not null,
	changed_at timestamptz not null
);
create index score_change_changed_at on score_change (changed_at);

-- Search by the beginning of a name, an id or an address.
create index account_by_name on account (lower(name) text_pattern_ops) where not is_stub;
create index account_by_external_id on account (lower(external_id) text_pattern_ops) where not is_stub;
create index contact_by_name on fact (lower(body ->> 'name') text_pattern_ops)
	where kind = 'contact' and part = 'profile';
create index contact_by_email on fact (lower(body ->> 'email') text_pattern_ops)
	where kind = 'contact' and part = 'profile';
