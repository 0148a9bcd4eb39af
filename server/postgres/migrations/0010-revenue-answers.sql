-- What the day computes once so that screens read it back as rows.

-- Figures of periods that people look at every day, survival curves, what is signed: by the name of the request.
create table revenue_answer (
	policy text not null,
	request text not null,
	-- Amounts in it are MRR units as text.
	answer jsonb not null,
	primary key (policy, request)
);
-- Custom attributes of accounts with few enough values to be a dimension of figures.
create table revenue_attribute (
	name text primary key,
	distinct_values int not null
);
-- Ledgers that are stored have columns for fixed dimensions only: the next run of the day makes them anew.
delete from ledger_block;
delete from revenue_run;
