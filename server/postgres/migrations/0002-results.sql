-- What the day computes. Partitioned by month of the date it is about; a partition is made when first written.

create table operating_model (
	version int primary key,
	-- The whole model as canonical JSON; what people see and edit is YAML of it.
	definition jsonb not null,
	applied_at timestamptz not null,
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
	segment text,
	stage text,
	owner_email text,
	-- Annual recurring revenue in minor units of the workspace's currency; null where unknown.
	arr_minor bigint,
	renewal_on date,
	-- Rounded score; null: no score, band unknown.
	score smallint,
	exact_score float8,
	coverage float4 not null,
	band text not null,
	-- Points per factor in the order of the health model; null where missing.
	points float8[] not null,
	-- The worst data reach among the sources that the score uses.
	data_until date,
	primary key (account_id, as_of)
) partition by range (as_of);

create table day_run (
	as_of date primary key,
	model_version int not null,
	started_at timestamptz not null,
	finished_at timestamptz,
	result jsonb
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
