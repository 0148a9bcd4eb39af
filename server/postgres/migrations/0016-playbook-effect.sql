-- What playbooks changed, as the latest day that read outcomes found it; one row per playbook.
create table playbook_effect (
	playbook_id text primary key,
	as_of date not null,
	report jsonb not null
);
