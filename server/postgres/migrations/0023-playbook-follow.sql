-- Accounts of which a person changed something: their runs look at it within seconds. A row ends once that was done.
create table playbook_nudge (
	nudge_id bigint generated always as identity primary key,
	account_id bigint not null,
	-- Not before: a person may take it back until then.
	ready_at timestamptz not null
);

-- When the other side refused our log-in, until it is set up anew or something goes through again.
alter table delivery_channel add column refused_at timestamptz;

create index playbook_trigger_refused on playbook_trigger (found_on desc) where outcome = 'refused';
create index playbook_change_account on playbook_change (account_id, changed_on);
create index playbook_run_due on playbook_run (wait_until) where ended_on is null;

create view report.playbook_run as
select account.external_id as account_id, account.name as account_name, run.playbook_id, run.run_id, run.model_version,
	run.occasion, run.state, run.step_id, run.owner_role, run.owner_email, run.depth, run.started_on, run.wait_until,
	run.ended_on, run.ended_on - run.started_on as days, run.note, coalesce(tasks.made, 0) as tasks_made,
	coalesce(tasks.done, 0) as tasks_done, coalesce(tasks.on_time, 0) as tasks_done_on_time
from playbook_run run join account using (account_id)
left join (
	select task.account_id, split_part(task.source_id, '/', 1) as run_id, count(*)::int as made,
		(count(*) filter (where task.state = 'done'))::int as done,
		(count(*) filter (where task.state = 'done' and task.closed_on <= task.due_on))::int as on_time
	from task where task.source_kind = 'run' group by 1, 2
) tasks using (account_id, run_id);
comment on view report.playbook_run is 'Runs of playbooks, ended ones too, with the tasks that were made of them.';

-- Views that came after the role was made are for it too.
do $$
begin
	if exists (select from pg_roles where rolname = 'perennial_report') then
		grant usage on schema report to perennial_report;
		grant select on all tables in schema report to perennial_report;
	end if;
exception when insufficient_privilege then
	raise notice 'the role perennial_report was given nothing';
end
$$;
