-- Calls, history and post-mortems of renewals; the outlook that forecasts are made from; snapshots that cannot change;
-- expansion.

-- The latest call of each side, in the row so that lists can be filtered by it.
alter table renewal
	add column csm_category text,
	add column csm_amount_minor bigint,
	add column csm_called_on date,
	add column manager_category text,
	add column manager_amount_minor bigint,
	add column manager_called_on date;
create index renewal_by_stage on renewal (stage, renewal_on, account_id) where withdrawn_on is null;

create table renewal_call (
	account_id bigint not null,
	renewal_on date not null,
	call_id bigint generated always as identity,
	source text not null check (source in ('csm', 'manager', 'model')),
	called_on date not null,
	called_at timestamptz not null,
	called_by text,
	category text not null check (category in ('commit', 'likely', 'doubtful', 'lost')),
	amount_minor bigint,
	probability float8,
	note text,
	primary key (account_id, renewal_on, call_id)
);

-- Every change of a renewal, by a person or by the data.
create table renewal_change (
	account_id bigint not null,
	renewal_on date not null,
	change_id bigint generated always as identity,
	changed_at timestamptz not null,
	changed_on date not null,
	changed_by text not null,
	kind text not null,
	-- Several renewals that were moved at once.
	batch_id bigint,
	-- Only the fields that changed.
	before jsonb not null,
	after jsonb not null,
	primary key (account_id, renewal_on, change_id)
);
create index renewal_change_by_batch on renewal_change (batch_id) where batch_id is not null;
create sequence renewal_batch_seq;

create table renewal_post_mortem (
	account_id bigint not null,
	renewal_on date not null,
	category text not null,
	competitor text,
	could_have_done text,
	signals_seen text[] not null,
	note text,
	written_by text not null,
	written_at timestamptz not null,
	primary key (account_id, renewal_on)
);

-- Every decision around a date, opened or not, as the facts have it, with what the model says. Made anew each day.
create table renewal_outlook (
	account_id bigint not null,
	renewal_on date not null,
	decides_on date not null,
	notice_on date,
	auto_renews boolean not null,
	state text not null check (state in ('open', 'renewed', 'churned')),
	target_minor bigint,
	final_minor bigint,
	closed_on date,
	-- The customer has said that they leave.
	is_notified boolean not null,
	segment text,
	owner_email text,
	probability float8,
	probability_low float8,
	probability_high float8,
	probability_from text,
	-- Signed if it renews, by the model.
	amount_minor bigint,
	category text,
	reasons jsonb,
	questions text[] not null,
	primary key (account_id, renewal_on)
);
create index renewal_outlook_by_date on renewal_outlook (renewal_on, account_id);
-- What the outlook was made of.
create table outlook_run (
	as_of date primary key,
	made_at timestamptz not null,
	currency text not null,
	-- Amounts learned from renewed decisions, and the shock that the renewals of a quarter share.
	amounts jsonb not null,
	shock jsonb not null,
	-- Net renewal rate of the decisions due in the year before; null without any.
	last_year_rate float8
);
-- Contracts that somebody has to answer a question about.
create table contract_question (
	account_id bigint not null,
	question text not null,
	line_id text not null,
	day date,
	primary key (account_id, question, line_id)
);

-- The forecast of a quarter as it stood on a day. Never changed: the trigger below refuses it.
create table forecast_snapshot (
	quarter text not null,
	taken_on date not null,
	-- taken: on its day; caught_up: the day was missed; rebuilt: made later from what was known on the day.
	origin text not null check (origin in ('taken', 'caught_up', 'rebuilt')),
	made_at timestamptz not null,
	currency text not null,
	renewals int not null,
	due_minor bigint not null,
	closed_minor bigint not null,
	expected_minor bigint not null,
	low_minor bigint not null,
	high_minor bigint not null,
	commit_minor bigint not null,
	likely_minor bigint not null,
	best_minor bigint not null,
	naive_minor bigint,
	csm_minor bigint,
	chance_error float8,
	amounts jsonb not null,
	shock jsonb not null,
	-- One array per decision: see server/forecast/snapshot-entries.ts.
	entries jsonb not null,
	primary key (quarter, taken_on)
);
create index forecast_snapshot_by_day on forecast_snapshot (taken_on);
-- What a quarter came to, frozen 30 days after its end.
create table forecast_actual (
	quarter text primary key,
	frozen_on date not null,
	made_at timestamptz not null,
	currency text not null,
	actual_minor bigint not null,
	entries jsonb not null
);

create function refuse_change() returns trigger language plpgsql as $$
begin
	raise exception 'rows of % are never changed or deleted', tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger forecast_snapshot_stays before update or delete on forecast_snapshot
	for each row execute function refuse_change();
create trigger forecast_snapshot_is_kept before truncate on forecast_snapshot
	for each statement execute function refuse_change();
create trigger forecast_actual_stays before update or delete on forecast_actual
	for each row execute function refuse_change();
create trigger forecast_actual_is_kept before truncate on forecast_actual
	for each statement execute function refuse_change();

create table forecast_target (
	quarter text not null check (quarter ~ '^\d{4}-Q[1-4]$'),
	dimension text not null check (dimension in ('all', 'segment', 'owner')),
	group_name text not null,
	amount_minor bigint not null,
	set_by text not null,
	set_at timestamptz not null,
	primary key (quarter, dimension, group_name)
);

create table opportunity (
	account_id bigint not null,
	-- The source's id, or own-<number>.
	opportunity_id text not null,
	origin text not null check (origin in ('source', 'person', 'suggestion')),
	lever text not null check (lever in ('seats', 'product', 'price')),
	stage text not null check (stage in ('identified', 'qualified', 'proposal', 'negotiation', 'won', 'lost')),
	stage_label text,
	amount_minor bigint,
	source text check (source in ('cs', 'sales')),
	is_influenced boolean not null default false,
	owner_email text,
	created_on date not null,
	expected_on date,
	closed_on date,
	answers jsonb not null default '{}',
	reason text,
	note text,
	-- What the source says, beside what a person set.
	source_stage text,
	source_amount_minor bigint,
	edited text[] not null default '{}',
	primary key (account_id, opportunity_id)
);
create index opportunity_by_stage on opportunity (stage, created_on desc, account_id);
create sequence opportunity_id_seq;
-- Suggestions that were accepted or put away: by account, growth signal and the episode's first day.
create table suggestion_answer (
	account_id bigint not null,
	signal_id text not null,
	started_on date not null,
	answer text not null check (answer in ('accepted', 'dismissed')),
	reason text,
	answered_by text not null,
	answered_at timestamptz not null,
	primary key (account_id, signal_id, started_on)
);

create view report.renewal as
select account.external_id as account_id, account.name as account_name, renewal.renewal_on, renewal.stage,
	renewal.opened_on, renewal.target_minor, renewal.forecast_minor, renewal.final_minor, renewal.currency,
	renewal.owner_email, renewal.closed_on, renewal.closed_by, renewal.reason, renewal.competitor,
	outlook.probability, outlook.probability_from, outlook.segment,
	coalesce(renewal.manager_category, renewal.csm_category, outlook.category) as category
from renewal join account using (account_id)
left join renewal_outlook outlook using (account_id, renewal_on)
where renewal.withdrawn_on is null;
comment on view report.renewal is 'Renewals with what is expected of them. Amounts in minor units of currency, a year.';
create view report.forecast_snapshot as
select quarter, taken_on, origin, currency, renewals, due_minor, closed_minor, expected_minor, low_minor, high_minor,
	commit_minor, likely_minor, best_minor
from forecast_snapshot;
comment on view report.forecast_snapshot is 'Weekly forecasts of quarters as they were. Amounts in minor units of currency.';
