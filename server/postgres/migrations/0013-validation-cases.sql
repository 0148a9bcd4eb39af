-- Cases of a validation by name, what metrics and signals told, and what a review saw.

-- The period that was asked for; null: as far as the data go.
alter table validation add column period_from date;
alter table validation add column period_to date;

-- One decision (or date) of one account in a validation, with what the score said before it.
create table validation_case (
	account_id bigint not null,
	validation_id bigint not null,
	-- Order in which the cases came.
	case_number int not null,
	population text not null,
	segment text,
	decided_on date not null,
	asked_on date not null,
	scored_on date,
	-- null: no score, which counts as not flagged.
	score int,
	band text,
	level text,
	churned boolean not null,
	amount_minor bigint,
	reason text,
	-- [{factor, points}] as they were.
	showed jsonb not null,
	flagged_since date,
	primary key (account_id, validation_id, case_number)
);
create index validation_case_of on validation_case (validation_id, population, churned, score);

-- What each metric and signal alone told before decisions, and the weights that history would have preferred.
create table history_evidence (
	evidence_id bigint generated always as identity primary key,
	looked_at timestamptz not null,
	as_of date not null,
	model_version int not null,
	report jsonb not null
);

-- What stood on the page when the review was held; null for reviews before this was kept.
alter table review add column report jsonb;

-- Kinds of jobs are named in the code: there are more of them now.
alter table job drop constraint if exists job_kind_check;
