-- How far the customers of a day were from those that the version in force had learned from.
create table predictor_drift (
	kind text not null check (kind in ('churn', 'renewal')),
	as_of date not null,
	predictor_version int not null,
	-- Metrics that were looked at, and those that are spread otherwise than what was learned from.
	metrics int not null,
	drifted int not null,
	-- [{metric, index}]: population stability indices, the largest first, at most twenty.
	largest jsonb not null,
	primary key (kind, as_of)
);
