-- What was backed up, where to, and when a backup was last restored and compared.
create table backup (
	backup_id text primary key,
	made_at timestamptz not null,
	file text not null,
	bytes bigint not null,
	row_count bigint not null,
	checked_at timestamptz
);
