-- Facts and what they belong to. Everything here is append-only but for the rows that say how far we are.

create table workspace (
	workspace_id int primary key check (workspace_id = 1),
	-- IANA name; fixed after the first load.
	zone text not null default 'UTC',
	-- Reporting currency, ISO 4217. Null until chosen or seen in the first load.
	currency text,
	-- Day of the first load: facts that occurred before it are history, known when they occurred.
	live_from date,
	-- How often files are loaded at the latest: they are stale after this many days.
	file_cadence_days int not null default 8 check (file_cadence_days > 0),
	settings jsonb not null default '{}'
);
insert into workspace (workspace_id) values (1);

create table source (
	source_id int generated always as identity primary key,
	name text not null unique,
	live boolean not null default false
);

-- One import: a set of files, their counts and what was refused.
create table load (
	load_id bigint generated always as identity primary key,
	source_id int not null references source,
	load_day date not null,
	started_at timestamptz not null,
	finished_at timestamptz,
	state text not null check (state in ('running', 'done', 'failed', 'interrupted')),
	error text
);
create table load_file (
	load_id bigint not null references load,
	file text not null,
	kind text not null,
	row_count bigint not null,
	accepted bigint not null,
	duplicates bigint not null,
	corrections bigint not null,
	rejected bigint not null,
	note text,
	primary key (load_id, file, kind)
);
create table load_reject (
	load_id bigint not null references load,
	reject_id bigint generated always as identity,
	file text not null,
	line bigint,
	column_name text,
	value text,
	reason text not null,
	primary key (load_id, reject_id)
);

-- Rows by the day they are about: freshness, volume against usual, outages.
create table source_day (
	source_id int not null references source,
	kind text not null,
	day date not null,
	row_count bigint not null,
	primary key (source_id, kind, day)
);
-- How far a load reached over all its kinds (see core/facts/data-reach.ts).
create table source_reach (
	source_id int not null references source,
	kind text not null,
	load_day date not null,
	first_day date not null,
	last_day date not null,
	primary key (source_id, kind, load_day)
);

-- An account is made when anything names it; until a row of accounts comes it is a stub and in no list.
create table account (
	account_id bigint primary key,
	external_id text not null,
	name text,
	is_stub boolean not null default true,
	-- First day that any fact of it occurred on, for "did it exist as of".
	first_on date
);
create sequence account_id_seq;
create table account_key (
	source_id int not null references source,
	external_id text not null,
	account_id bigint not null,
	primary key (source_id, external_id)
);
-- Two accounts that are one: facts are not moved, so a merge can be undone.
create table account_alias (
	account_id bigint primary key,
	merged_into bigint not null,
	merged_at timestamptz not null
);

create table fact (
	account_id bigint not null,
	fact_id bigint not null,
	source_id int not null,
	kind text not null,
	part text not null,
	external_id text not null,
	version int not null,
	occurred_on date not null,
	occurred_at timestamptz,
	known_on date not null,
	load_id bigint not null,
	body jsonb,
	primary key (account_id, fact_id)
);
create sequence fact_id_seq;

-- External ids made unique: the latest version of each part of a row, and the account it is on.
create table fact_key (
	source_id int not null,
	kind text not null,
	external_id text not null,
	part text not null,
	account_id bigint not null,
	version int not null,
	-- Hash of account, dates and body: the same again is a duplicate.
	content_hash bytea not null,
	primary key (source_id, kind, external_id, part)
);

-- The same id on two accounts within one load: both rows are kept and listed.
create table id_collision (
	source_id int not null,
	kind text not null,
	external_id text not null,
	account_external_ids text[] not null,
	load_id bigint not null,
	primary key (source_id, kind, external_id)
);

create table usage_measure (
	measure_id int primary key,
	kind text not null check (kind in ('usage', 'usage_daily')),
	event text not null,
	property text,
	first_on date not null,
	unique nulls not distinct (kind, event, property)
);
create table usage_user (
	account_id bigint not null,
	user_number int not null,
	external_id text not null,
	primary key (account_id, user_number),
	unique (account_id, external_id)
);
-- Usage rolled up per day, measure and user: 16 bytes each, sorted by day (see core/facts/usage-tuples.ts).
create table usage_month (
	account_id bigint not null,
	month date not null,
	source_id int not null,
	tuples bytea not null,
	primary key (account_id, month, source_id)
);
alter table usage_month alter column tuples set storage external;
-- Keys of the usage rows that are in the rollup, so that the same row again is a duplicate, for ever.
create table usage_key (
	account_id bigint not null,
	month date not null,
	source_id int not null,
	keys bytea not null,
	primary key (account_id, month, source_id)
);
alter table usage_key alter column keys set storage external;

create table team_member (
	email text primary key,
	name text not null,
	role text not null,
	manager_email text,
	region text,
	segments text[] not null default '{}',
	load_id bigint
);
create table fx_rate (
	currency text not null,
	day date not null,
	version int not null,
	rate numeric not null check (rate > 0),
	known_on date not null,
	load_id bigint not null,
	primary key (currency, day, version)
);
