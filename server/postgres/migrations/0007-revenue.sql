-- Revenue as the day computed it. Amounts are MRR in 1/10,000 of a minor unit of the reporting currency.

-- What the stored results were computed from: with anything newer they are computed again.
create table revenue_run (
	policy text primary key,
	as_of date not null,
	last_load_id bigint not null,
	model_version int not null,
	currency text not null,
	-- MRR units in one major unit of the currency.
	units_per_major numeric not null,
	exponent int not null,
	accounts int not null,
	computed_at timestamptz not null
);
-- Ledgers of 128 accounts (block = account_id / 128) in columns: see core/revenue/block-bytes.ts.
create table ledger_block (
	policy text not null,
	block bigint not null,
	-- Of the columns and of the reasons of their movements: the same again is not written.
	content_hash bytea not null,
	bytes bytea not null,
	primary key (policy, block)
);
alter table ledger_block alter column bytes set storage external;

-- The same movements as rows, for lists and for people who use SQL.
create table mrr_movement (
	account_id bigint not null,
	policy text not null,
	day date not null,
	kind text not null check (kind in ('new', 'reactivation', 'expansion', 'contraction', 'churn', 'fx')),
	from_units bigint not null,
	to_units bigint not null,
	-- Parts of an expansion or contraction, null for the rest.
	seats_units bigint,
	price_units bigint,
	product_units bigint,
	-- As the sources have it; a person's word is in movement_reason.
	reason text,
	competitor text,
	reason_from text check (reason_from in ('cancellation', 'renewal')),
	-- What the account was: before the movement where it paid, else after it.
	segment text,
	owner_email text,
	primary key (account_id, policy, day, kind)
);
create index mrr_movement_by_day on mrr_movement (policy, day);

-- Accounts that are in no figure, with the line that is why.
create table revenue_left_out (
	account_id bigint not null,
	policy text not null,
	line_id text not null,
	because text not null check (because in ('no_price', 'no_rate', 'unknown_account')),
	amount numeric,
	currency text,
	primary key (account_id, policy, line_id)
);

create table revenue_month (
	policy text not null,
	dimension text not null,
	group_name text not null,
	-- Last day of the month.
	month date not null,
	is_complete boolean not null,
	logos_start int not null,
	logos_end int not null,
	start_units bigint not null,
	new_units bigint not null,
	reactivation_units bigint not null,
	expansion_units bigint not null,
	contraction_units bigint not null,
	churn_units bigint not null,
	fx_units bigint not null,
	entering_units bigint not null,
	leaving_units bigint not null,
	end_units bigint not null,
	seats_units bigint not null,
	price_units bigint not null,
	product_units bigint not null,
	primary key (policy, dimension, group_name, month)
);
-- Closed cohorts over the months up to a month end.
create table retention_point (
	policy text not null,
	dimension text not null,
	group_name text not null,
	months int not null,
	period_end date not null,
	start_units bigint not null,
	expansion_units bigint not null,
	contraction_units bigint not null,
	churn_units bigint not null,
	end_units bigint not null,
	kept_units bigint not null,
	logos_start int not null,
	logos_lost int not null,
	primary key (policy, dimension, group_name, months, period_end)
);
create table cohort_cell (
	policy text not null,
	every text not null check (every in ('month', 'quarter')),
	cohort text not null,
	age int not null,
	day date not null,
	is_complete boolean not null,
	size int not null,
	logos int not null,
	base_units bigint not null,
	mrr_units bigint not null,
	kept_units bigint not null,
	primary key (policy, every, cohort, age)
);

-- A month as it was reported: frozen on a day of the next month and never changed.
create table reported_month (
	policy text not null,
	month date not null,
	dimension text not null,
	group_name text not null,
	frozen_on date not null,
	-- What was known on this day.
	as_of date not null,
	currency text not null,
	units_per_major numeric not null,
	-- The figures of the month, and the closed cohort of the twelve months up to its end, as the commands print them.
	figures jsonb not null,
	trailing_year jsonb not null,
	primary key (policy, month, dimension, group_name)
);
-- Opening and closing MRR by account as reported: what a later difference is looked up in.
create table reported_account (
	account_id bigint not null,
	policy text not null,
	month date not null,
	opening_units bigint not null,
	closing_units bigint not null,
	primary key (account_id, policy, month)
);
create index reported_account_by_month on reported_account (policy, month);

create table revenue_target (
	target_id bigint generated always as identity primary key,
	-- `2026-Q1`
	quarter text not null check (quarter ~ '^\d{4}-Q[1-4]$'),
	-- `company`, or a dimension and its group.
	dimension text not null,
	group_name text not null,
	measure text not null,
	value numeric not null,
	set_by text not null,
	set_at timestamptz not null,
	unique (quarter, dimension, group_name, measure)
);
-- What people found out after a churn or a contraction.
create table movement_reason (
	account_id bigint not null,
	day date not null,
	reason text not null,
	competitor text,
	note text,
	set_by text not null,
	set_at timestamptz not null,
	primary key (account_id, day)
);

-- The surface for BI tools: names here stay. Amounts are in major units of the reporting currency.
create schema if not exists report;

create view report.account as
select account_id, external_id, name from account where not is_stub;

create view report.mrr_movement as
select movement.policy, account.external_id as account_id, account.name as account_name, movement.day, movement.kind,
	round((movement.to_units - movement.from_units) / run.units_per_major, run.exponent) as amount,
	round(movement.from_units / run.units_per_major, run.exponent) as mrr_before,
	round(movement.to_units / run.units_per_major, run.exponent) as mrr_after,
	round(movement.seats_units / run.units_per_major, run.exponent) as seats_part,
	round(movement.price_units / run.units_per_major, run.exponent) as price_part,
	round(movement.product_units / run.units_per_major, run.exponent) as product_part,
	coalesce(said.reason, movement.reason) as reason,
	coalesce(said.competitor, movement.competitor) as competitor,
	movement.segment, movement.owner_email, run.currency, run.as_of
from mrr_movement movement
join revenue_run run using (policy)
join account using (account_id)
left join movement_reason said on said.account_id = movement.account_id and said.day = movement.day
	and movement.kind in ('churn', 'contraction');

create view report.mrr_month as
select month.policy, month.dimension, month.group_name as "group", month.month, month.is_complete,
	month.logos_start, month.logos_end,
	round(month.start_units / run.units_per_major, run.exponent) as start_mrr,
	round(month.new_units / run.units_per_major, run.exponent) as new,
	round(month.reactivation_units / run.units_per_major, run.exponent) as reactivation,
	round(month.expansion_units / run.units_per_major, run.exponent) as expansion,
	round(month.contraction_units / run.units_per_major, run.exponent) as contraction,
	round(month.churn_units / run.units_per_major, run.exponent) as churn,
	round(month.fx_units / run.units_per_major, run.exponent) as fx,
	round(month.entering_units / run.units_per_major, run.exponent) as entering,
	round(month.leaving_units / run.units_per_major, run.exponent) as leaving,
	round(month.end_units / run.units_per_major, run.exponent) as end_mrr,
	round(month.seats_units / run.units_per_major, run.exponent) as seats_part,
	round(month.price_units / run.units_per_major, run.exponent) as price_part,
	round(month.product_units / run.units_per_major, run.exponent) as product_part,
	run.currency, run.as_of
from revenue_month month join revenue_run run using (policy);

create view report.retention as
select point.policy, point.dimension, point.group_name as "group", point.months, point.period_end,
	round(point.start_units / run.units_per_major, run.exponent) as start_mrr,
	round(point.end_units / run.units_per_major, run.exponent) as end_mrr,
	point.logos_start, point.logos_lost,
	point.end_units::numeric / nullif(point.start_units, 0) as nrr,
	point.kept_units::numeric / nullif(point.start_units, 0) as grr,
	(point.logos_start - point.logos_lost)::numeric / nullif(point.logos_start, 0) as logo_retention,
	run.currency, run.as_of
from retention_point point join revenue_run run using (policy);

create view report.cohort as
select cell.policy, cell.every, cell.cohort, cell.age, cell.day, cell.is_complete, cell.size, cell.logos,
	cell.logos::numeric / nullif(cell.size, 0) as logo_retention,
	cell.kept_units::numeric / nullif(cell.base_units, 0) as grr,
	cell.mrr_units::numeric / nullif(cell.base_units, 0) as nrr,
	round(cell.base_units / run.units_per_major, run.exponent) as base_mrr,
	run.currency, run.as_of
from cohort_cell cell join revenue_run run using (policy);

create view report.reported_month as
select policy, month, dimension, group_name as "group", frozen_on, as_of, currency, figures, trailing_year
from reported_month;

create view report.revenue_target as
select quarter, dimension, group_name as "group", measure, value from revenue_target;

create view report.revenue_left_out as
select left_out.policy, account.external_id as account_id, account.name as account_name, left_out.line_id,
	left_out.because, left_out.amount, left_out.currency
from revenue_left_out left_out join account using (account_id);

-- Roles belong to the whole server, and not every server lets us make one: without it, grants are the owner's to give.
do $$
begin
	if not exists (select from pg_roles where rolname = 'perennial_report') then
		create role perennial_report nologin;
	end if;
exception when insufficient_privilege or duplicate_object or unique_violation then
	raise notice 'the role perennial_report could not be made here';
end
$$;
do $$
begin
	if exists (select from pg_roles where rolname = 'perennial_report') then
		grant usage on schema report to perennial_report;
		grant select on all tables in schema report to perennial_report;
	end if;
exception when insufficient_privilege then
	raise notice 'the role perennial_report was given nothing';
end
$$;
