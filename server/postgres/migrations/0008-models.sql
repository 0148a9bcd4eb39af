-- What proves the scores, and the models that were fitted on history.

-- Every validation that was run: what the score would have told.
create table validation (
	validation_id bigint generated always as identity primary key,
	ran_at timestamptz not null,
	as_of date not null,
	horizon_days int not null,
	label text not null,
	model_version int not null,
	-- One report per population.
	report jsonb not null
);
create index validation_latest on validation (label, horizon_days, validation_id);

-- A fitted model: churn within 90 days, or the outcome of a renewal. Never changed; the latest version is in force.
create table predictor (
	kind text not null check (kind in ('churn', 'renewal')),
	version int not null,
	trained_at timestamptz not null,
	-- Facts known by the end of this day were learned from.
	trained_on date not null,
	-- Coefficients, scales, calibration; or the rates by band where there was too little history.
	definition jsonb not null,
	-- How good it was on later data, against the baselines.
	report jsonb not null,
	primary key (kind, version)
);

create table churn_prediction (
	account_id bigint not null,
	as_of date not null,
	predictor_version int not null,
	probability float8 not null,
	low float8,
	high float8,
	-- [{metric, value, contribution}]: with the base they sum to the log-odds.
	reasons jsonb not null,
	primary key (account_id, as_of)
);
create index churn_prediction_as_of on churn_prediction (as_of);

create table renewal_prediction (
	account_id bigint not null,
	renewal_on date not null,
	as_of date not null,
	predictor_version int not null,
	-- P(renew).
	probability float8 not null,
	low float8,
	high float8,
	reasons jsonb not null,
	primary key (account_id, renewal_on, as_of)
);

-- Reviews of whether the scores still predict; the next is due six months after the last.
create table review (
	review_id bigint generated always as identity primary key,
	reviewed_at timestamptz not null,
	reviewed_on date not null,
	reviewed_by text not null,
	note text
);
