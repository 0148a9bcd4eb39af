-- Usage rows that name a subscription (a column subscription_id): how many per day. The rollup does not keep which
-- subscription a row was about, and usage before its subscription began is something to find.
create table usage_line_day (
	account_id bigint not null,
	source_id int not null,
	line_id text not null,
	day date not null,
	row_count bigint not null,
	primary key (account_id, source_id, line_id, day)
);
