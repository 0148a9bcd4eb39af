-- Usage rows that came with an id of their own: what each said last, so that another version of it corrects the
-- rollup by the difference. One row per account, month and source, like usage_month.
create table usage_identified (
	account_id bigint not null,
	month date not null,
	source_id int not null,
	-- Hashes of the ids: 8 bytes each, sorted as unsigned little-endian numbers.
	ids bytea not null,
	-- What each row says, in the order of ids, as tuples like usage_month's; lag 1 marks the first of a row.
	row_tuples bytea not null,
	primary key (account_id, month, source_id)
);
alter table usage_identified alter column ids set storage external;
alter table usage_identified alter column row_tuples set storage external;

-- Views for people with SQL and BI tools: documented, stable names.
create schema if not exists report;

-- An unsigned number of four bytes, little endian.
create function report.usage_word(bytes bytea, start int) returns bigint
language sql immutable strict parallel safe as $$
	select get_byte(bytes, start) + (get_byte(bytes, start + 1) << 8) + (get_byte(bytes, start + 2) << 16)
		+ (get_byte(bytes, start + 3)::bigint << 24)
$$;

-- The double at a byte of a little-endian sequence: PostgreSQL has no function for it.
create function report.usage_value(bytes bytea, start int) returns float8
language sql immutable strict parallel safe as $$
	select case
		when exponent = 0 then sign * mantissa * power(2::float8, -1022)
		else sign * (1 + mantissa) * power(2::float8, exponent - 1023)
	end
	from (
		select
			case when high >= 2147483648 then -1::float8 else 1 end as sign,
			((high >> 20) & 2047)::int as exponent,
			((high & 1048575) * 4294967296 + low)::float8 / 4503599627370496 as mantissa
		from (
			select report.usage_word(bytes, start + 4) as high, report.usage_word(bytes, start) as low
		) as words
	) as parts
$$;

-- The 16-byte tuples of usage_month as rows.
create function report.usage_tuples(tuples bytea)
returns table (day_of_month int, lag_days int, measure_id int, user_number bigint, value float8)
language sql immutable strict parallel safe as $$
	select
		(head & 31)::int + 1,
		((head >> 5) & 8191)::int,
		(head >> 18)::int,
		report.usage_word(tuples, start + 4),
		report.usage_value(tuples, start + 8)
	from generate_series(0, octet_length(tuples) - 16, 16) as start
	cross join lateral report.usage_word(tuples, start) as head
$$;

-- Usage as it is known now, corrections included. Ask for months (`where month = '2025-01-01'`): only those are
-- decoded, while a condition on day alone reads everything.
create view report.usage_daily as
select
	usage_month.account_id,
	account.external_id as account,
	usage_month.month,
	usage_month.month + tuple.day_of_month - 1 as day,
	usage_measure.kind,
	usage_measure.event,
	-- Null: how often the event happened; `$users`: distinct users as usage_daily files report them.
	usage_measure.property,
	-- Null: the row named no user.
	usage_user.external_id as user_id,
	sum(tuple.value) as value
from usage_month
cross join lateral report.usage_tuples(usage_month.tuples) as tuple
join account on account.account_id = usage_month.account_id
join usage_measure on usage_measure.measure_id = tuple.measure_id
left join usage_user
	on usage_user.account_id = usage_month.account_id and usage_user.user_number = tuple.user_number
group by 1, 2, 3, 4, 5, 6, 7, 8;
comment on view report.usage_daily is
	'Usage per account, day, event, property and user as known now. Filter by month to read only those.';
