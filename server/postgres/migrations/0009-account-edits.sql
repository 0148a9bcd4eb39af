-- What people set on accounts, and accounts that are one.

-- The fields of an account that a person set and nobody released: they win over every source. How it came to be is in
-- the facts of part `edited`.
create table account_edit (
	account_id bigint not null,
	field text not null,
	-- Null: set to nothing (an account without owner).
	value text,
	set_by text not null,
	set_at timestamptz not null,
	primary key (account_id, field)
);

-- Merges of two accounts, undone ones too. What holds now is in account_alias, chains followed to their end.
create table account_merge (
	account_id bigint not null,
	merge_id bigint not null,
	kept_account_id bigint not null,
	merged_at timestamptz not null,
	merged_by text not null,
	-- Day of the workspace on which it was done.
	merged_on date not null,
	-- Tasks that people made, which went over to the kept account.
	moved_tasks bigint[] not null default '{}',
	undone_at timestamptz,
	undone_by text,
	primary key (account_id, merge_id)
);
create sequence account_merge_id_seq;
create unique index account_merge_once on account_merge (account_id) where undone_at is null;
create index account_alias_into on account_alias (merged_into);

-- Accounts are found by exactly their id on every page of one.
create index account_with_external_id on account (external_id);

create or replace view report.account as
select account_id, external_id, name from account
where not is_stub and not exists (
	select from account_alias where account_alias.account_id = account.account_id
);
