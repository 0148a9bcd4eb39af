-- What the day computes. Partitioned by month of the date it is about; a partition is made when first written.

create table operating_model (
	version int primary key,
	-- The whole model as canonical JSON; what people see and edit is YAML of it.
	definition jsonb not null,
	applied_at timestamptz not null,
	-- The workspace's day from which it scores.
	applied_on date not null,
	applied_by text not null,
	note text
);
-- Which metric stands at which position of the arrays.
create table metric_list (
	list_version int primary key,
	metric_ids text[] not null unique
);
create table metric_value (
	account_id bigint not null,
	as_of date not null,
	list_version int not null,
	-- Null where unknown.
	values float8[] not null,
	-- One character per metric: index of the reason in unknownReasons as base 36; '0' is known.
	unknown text not null,
	primary key (account_id, as_of)
) partition by range (as_of);
create table score (
	account_id bigint not null,
	as_of date not null,
	model_version int not null,
	health_model text not null,
	-- Whether it paid on the date: only customers are scored.
	is_customer boolean not null,
	segment text,
	stage text,
	-- First stored date of the present stay in the stage.
	stage_since date,
	owner_email text,
	-- Annual recurring revenue in minor units of the workspace's currency; null where unknown.
	arr_minor bigint,
	renewal_on date,
	-- Rounded score; null: no score, band unknown.
	score smallint,
	exact_score float8,
	coverage float4 not null,
	-- In force: an override's, else the computed one; unknown where there is no score.
	band text not null,
	computed_band text not null,
	-- Kept from an earlier day because a source was in an outage or stale; the day that it is from.
	held_from date,
	-- Points per factor in the order of the health model; null where missing.
	points float8[] not null,
	-- The worst data reach among the sources that the score uses.
	data_until date,
	primary key (account_id, as_of)
) partition by range (as_of);

create table day_run (
	as_of date primary key,
	model_version int not null,
	-- The last load that had finished: with a later one the results may be computed again.
	last_load_id bigint not null,
	computed_at timestamptz not null,
	-- What the day printed, when it was a day that may act.
	result jsonb
);

-- A person's word on the band of an account, with its end.
create table health_override (
	account_id bigint not null,
	override_id bigint not null,
	band text not null,
	reason text not null,
	starts_on date not null,
	ends_on date not null,
	set_by text not null,
	set_at timestamptz not null,
	primary key (account_id, override_id)
);
create sequence health_override_id_seq;

-- Days on which usage was missing for many accounts at once: held, and left out of windows.
create table outage_day (
	kind text not null,
	day date not null,
	volume_share float8,
	primary key (kind, day)
);

create table audit (
	audit_id bigint generated always as identity primary key,
	at timestamptz not null,
	actor text not null,
	action text not null,
	subject text not null,
	before jsonb,
	after jsonb
);
