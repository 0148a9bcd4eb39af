-- What people prepare, agree and hold in meetings.

-- The pack of an account's business review of a quarter.
create table business_review (
	account_id bigint not null,
	quarter text not null check (quarter ~ '^\d{4}-Q[1-4]$'),
	prepared_on date,
	prepared_by text,
	held_on date,
	held_by text,
	primary key (account_id, quarter)
);
-- Every version of what is planned: the latest is in force, none is ever changed.
create table business_review_plan (
	account_id bigint not null,
	quarter text not null,
	version int not null,
	text text not null,
	saved_by text not null,
	saved_at timestamptz not null,
	primary key (account_id, quarter, version)
);
-- Tasks that came out of a meeting.
create table meeting_agreement (
	account_id bigint not null,
	task_id bigint not null,
	meeting text not null check (meeting in ('risk', 'business_review')),
	-- Monday of the week, or the quarter.
	period text not null,
	agreed_on date not null,
	agreed_by text not null,
	primary key (account_id, task_id)
);
create index meeting_agreement_by_period on meeting_agreement (meeting, period);
