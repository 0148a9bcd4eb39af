-- Dates before the first day of signals whose scores were there when that day was looked at. Scores of other past dates
-- came later, from a backfill or for learning, and open no signal.
create table signal_history (
	as_of date primary key
);
insert into signal_history
	select as_of from day_run where as_of < (select min(as_of) from signal_day);
