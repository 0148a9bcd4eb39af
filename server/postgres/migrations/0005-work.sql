-- Signals, renewals and tasks: what the day opens and people work on.

-- Which signals (with which definition) accounts were judged by: a few different sets for all accounts.
create table signal_set (
	set_id int generated always as identity primary key,
	-- SHA-256 of the canonical text of `signatures`.
	digest text not null unique,
	-- Signal id → signature.
	signatures jsonb not null
);
create table signal_account (
	account_id bigint primary key,
	seen_set int not null,
	-- What held before `seen_changed_on`, so that a second run of that day starts from the same.
	seen_before_set int,
	seen_changed_on date
);
create table signal_episode (
	account_id bigint not null,
	signal_id text not null,
	started_on date not null,
	-- Opened by a first evaluation or by a run over the past: nothing was fired.
	baseline boolean not null,
	-- Of the day it opened; what fired.
	value float8,
	threshold float8,
	latest_value float8,
	false_since date,
	false_days int not null,
	false_on date,
	held_reason text check (held_reason in ('outage', 'stale')),
	-- First day of the false ones that ended it, and the day on which there were enough of them.
	ended_on date,
	closed_on date,
	primary key (account_id, signal_id, started_on),
	check ((ended_on is null) = (closed_on is null))
);
create index signal_episode_open on signal_episode (account_id) where closed_on is null;
create index signal_episode_closed_on on signal_episode (closed_on);
-- One row per evaluated date: what the day's signals came to.
create table signal_day (
	as_of date primary key,
	fires boolean not null,
	opened int not null,
	closed int not null,
	baseline int not null,
	-- Hold reason → how many readings.
	held jsonb not null
);

-- One contract's decision: lines that end on the same day are one.
create table renewal (
	account_id bigint not null,
	renewal_on date not null,
	stage text not null check (
		stage in ('open', 'at_risk', 'in_conversation', 'verbal_commit', 'closed_renewed', 'closed_churned')
	),
	opened_on date not null,
	-- [{line_id, product, arr_minor (text or null)}], in the order of line_id.
	lines jsonb not null,
	target_minor bigint,
	forecast_minor bigint,
	final_minor bigint,
	currency text,
	owner_email text,
	closed_on date,
	closed_by text check (closed_by in ('facts', 'person')),
	reason text,
	competitor text,
	withdrawn_on date,
	-- Fields that a person set: no run changes them.
	edited text[] not null default '{}',
	primary key (account_id, renewal_on)
);
create index renewal_by_date on renewal (renewal_on);

create sequence task_id_seq;
create table task (
	account_id bigint not null,
	task_id bigint not null,
	source_kind text not null check (source_kind in ('signal', 'renewal', 'run', 'person')),
	source_id text not null,
	title text not null,
	reason text not null,
	-- Null where the account's money is unknown.
	money_at_risk_minor bigint,
	currency text,
	owner_role text not null check (owner_role in ('csm', 'manager', 'executive_sponsor', 'ops')),
	owner_email text,
	due_on date not null,
	hours float8 not null,
	urgency float8 not null,
	state text not null check (state in ('open', 'snoozed', 'done', 'dismissed', 'lapsed')),
	snoozed_until date,
	dismissed_reason text,
	made_on date not null,
	closed_on date,
	edited text[] not null default '{}',
	primary key (account_id, task_id),
	-- A source makes one task, ever.
	unique (account_id, source_kind, source_id)
);
create index task_by_state on task (state, owner_email);
create index task_made_on on task (made_on);

-- Tasks that were not made on a date, and why. Only the latest date is kept: they come again while they hold.
create table task_held (
	account_id bigint not null,
	source_kind text not null,
	source_id text not null,
	as_of date not null,
	hold_reason text not null,
	title text not null,
	reason text not null,
	money_at_risk_minor bigint,
	currency text,
	owner_email text,
	primary key (account_id, source_kind, source_id)
);
