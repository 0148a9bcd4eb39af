-- Playbooks: what was looked at, what started, and how far it is.

-- A playbook as it is watched. Gone while it is off: switched on again, it looks for the first time again.
create table playbook_watch (
	playbook_id text primary key,
	-- What its starts depend on; another one is a changed playbook.
	signature text not null,
	watched_from date not null,
	tripped_on date,
	tripped_reason text
);

-- Occasions that a playbook met, and what came of them. One row per account, playbook and occasion, ever.
create table playbook_trigger (
	account_id bigint not null,
	playbook_id text not null,
	occasion text not null,
	occurred_on date not null,
	found_on date not null,
	outcome text not null check (
		outcome in ('started', 'baseline', 'control', 'waiting', 'refused', 'dropped')
	),
	note text,
	depth int not null,
	chain text[] not null default '{}',
	run_id text,
	primary key (account_id, playbook_id, occasion)
);
create index playbook_trigger_outcome on playbook_trigger (outcome, playbook_id) where outcome in ('waiting', 'baseline');
create index playbook_trigger_found_on on playbook_trigger (found_on, playbook_id);

create table playbook_run (
	account_id bigint not null,
	run_id text not null,
	playbook_id text not null,
	model_version int not null,
	occasion text not null,
	state text not null check (
		state in ('running', 'waiting', 'held', 'failed', 'paused', 'done', 'exited', 'cancelled')
	),
	paused_from text,
	step_id text,
	wait_until date,
	owner_role text not null,
	owner_email text,
	depth int not null,
	chain text[] not null default '{}',
	started_on date not null,
	started_at timestamptz not null,
	ended_on date,
	note text,
	-- In the order in which they were come to.
	steps jsonb not null,
	primary key (account_id, run_id),
	unique (account_id, playbook_id, occasion)
);
create index playbook_run_open on playbook_run (state, account_id) where ended_on is null;
create index playbook_run_started on playbook_run (started_on desc, run_id);
create index playbook_run_playbook on playbook_run (playbook_id, started_on);

-- Tasks that a run asks for, before and after they are made (the day hands out only so many).
create table playbook_task (
	account_id bigint not null,
	run_id text not null,
	step_id text not null,
	title text not null,
	reason text not null,
	owner_role text not null,
	owner_email text,
	due_on date not null,
	hours float8 not null,
	level text not null,
	at_most_per_week int,
	wanted_on date not null,
	-- `wanted`: not made yet. `made`: it is a task. `closed`: the run knows how it ended, or asks for it no more.
	state text not null check (state in ('wanted', 'made', 'closed')),
	primary key (account_id, run_id, step_id)
);
create index playbook_task_state on playbook_task (state, account_id) where state <> 'closed';

-- Values that runs wrote, by which other playbooks may start.
create table playbook_change (
	account_id bigint not null,
	run_id text not null,
	step_id text not null,
	changed_on date not null,
	name text not null,
	value text,
	depth int not null,
	chain text[] not null,
	primary key (account_id, run_id, step_id)
);
create index playbook_change_on on playbook_change (changed_on);

-- One row per date that was looked at; `held`: why nothing was done on it.
create table playbook_day (
	as_of date primary key,
	held text,
	started int not null,
	waiting int not null,
	baseline int not null
);

-- One row: everything is stopped, or not.
create table playbook_stop (
	stop_id int primary key check (stop_id = 1),
	stopped_at timestamptz,
	stopped_by text,
	reason text,
	-- Outcomes of sends up to this one were given to the runs.
	last_outcome_id bigint not null default 0
);
insert into playbook_stop (stop_id) values (1);

create table playbook_hook (
	playbook_id text primary key,
	-- SHA-256; the secret itself is nowhere.
	secret_hash text not null,
	made_at timestamptz not null,
	made_by text not null
);

create table work_calendar (
	email text primary key,
	-- 1 = Monday … 7 = Sunday.
	weekdays int[] not null,
	days_off date[] not null default '{}'
);
