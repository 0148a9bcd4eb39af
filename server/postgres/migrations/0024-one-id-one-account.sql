-- One id is one account. Where events were streamed under an id before a file described it, the rows of the one source
-- stood on an account that nobody saw: it becomes part of the described one, and can be parted again as any merge.
insert into account_merge (account_id, merge_id, kept_account_id, merged_at, merged_by, merged_on)
select stub.account_id, nextval('account_merge_id_seq'), kept.account_id, now(), 'perennial', current_date
from account as stub
join lateral (
	select account_id from account as described
	where described.external_id = stub.external_id and not described.is_stub and not exists (
		select from account_alias where account_alias.account_id = described.account_id
	)
	order by account_id limit 1
) as kept on true
where stub.is_stub and not exists (
	select from account_alias where account_alias.account_id = stub.account_id
);
insert into account_alias (account_id, merged_into, merged_at)
select account_id, kept_account_id, merged_at from account_merge
where undone_at is null and merged_by = 'perennial'
on conflict (account_id) do nothing;

-- What could be read of a refused row of subscriptions: its money is shown among the findings.
alter table load_reject add column if not exists row_values jsonb;

-- Which accounts were part of which when the ledgers were made: those that were merged or parted since are made anew.
alter table revenue_run add column if not exists aliases jsonb not null default '[]';
