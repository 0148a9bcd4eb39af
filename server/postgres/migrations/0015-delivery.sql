-- What goes out: the ledger of sends, the ways to send, and what people may get.

create sequence send_id_seq;
-- One row per run, step and recipient, ever: what is to be said to whom, and what became of it.
create table send (
	-- 0 for what is not about an account: invitations, notices to the team.
	account_id bigint not null,
	send_id bigint not null,
	run_id text not null,
	step_id text not null,
	channel text not null check (channel in ('email', 'slack', 'webhook', 'calendar', 'survey')),
	recipient text not null,
	recipient_kind text not null check (recipient_kind in ('team', 'customer')),
	subject text,
	body text not null,
	payload jsonb not null,
	-- Fields that the text gets when it is sent and that nobody else may read; erased when the send is settled.
	sealed bytea,
	state text not null check (
		state in ('waiting_for_approval', 'planned', 'claimed', 'sent', 'failed', 'unknown', 'suppressed', 'cancelled')
	),
	not_before timestamptz not null,
	planned_at timestamptz not null,
	-- The same in every attempt: what tells the other side that it is the same message.
	idempotency_key text not null unique,
	attempts int not null default 0,
	attempted_at timestamptz,
	-- What the other side answered or calls it.
	answer text,
	-- Why it is where it is: what failed, what holds it back, why it was refused.
	reason text,
	settled_at timestamptz,
	-- A person who approved, refused, cancelled or settled it, and when.
	decided_by text,
	decided_at timestamptz,
	edited_by text,
	edited_at timestamptz,
	primary key (account_id, send_id),
	unique (account_id, run_id, step_id, recipient)
);
create index send_by_id on send (send_id);
create index send_by_state on send (state, send_id) where state in ('waiting_for_approval', 'planned', 'claimed', 'failed', 'unknown');
create index send_by_recipient on send (recipient, send_id);

-- What the worker has still to do, in a table of its own that is locked alone.
create table send_queue (
	send_id bigint primary key,
	account_id bigint not null,
	recipient text not null,
	due_at timestamptz not null,
	-- A new one for each attempt: only who holds it may say how the attempt ended.
	claim_id uuid,
	claimed_at timestamptz
);
create index send_queue_due on send_queue (due_at) where claim_id is null;
create index send_queue_claimed on send_queue (claimed_at) where claim_id is not null;

-- When a recipient got something, for limits per recipient.
create table recipient_send (
	channel text not null,
	recipient text not null,
	sent_at timestamptz not null,
	send_id bigint not null,
	primary key (channel, recipient, sent_at, send_id)
);
create index recipient_send_sent_at on recipient_send (sent_at);

-- How sends ended, numbered without gaps in the order of their commits, so that a reader who remembers a number
-- misses none.
create table send_outcome_count (
	count_id int primary key check (count_id = 1),
	last_outcome_id bigint not null
);
insert into send_outcome_count (count_id, last_outcome_id) values (1, 0);
create table send_outcome (
	outcome_id bigint primary key,
	account_id bigint not null,
	send_id bigint not null,
	state text not null check (state in ('sent', 'failed', 'unknown', 'suppressed', 'cancelled')),
	settled_at timestamptz not null,
	reason text
);

-- Who is written to no more.
create table suppression (
	recipient text primary key,
	reason text not null check (reason in ('unsubscribed', 'bounced', 'complained', 'person')),
	note text,
	made_at timestamptz not null,
	made_by text not null
);

-- How to reach a mail server and Slack, and the rules of sending. Secrets are encrypted with a key that is not here.
create table delivery_channel (
	channel text primary key check (channel in ('smtp', 'slack_webhook', 'slack_bot')),
	settings jsonb not null,
	sealed bytea,
	changed_at timestamptz not null,
	changed_by text not null,
	-- Of the latest test or send.
	checked_at timestamptz,
	problem text
);
create table delivery_rules (
	rules_id int primary key check (rules_id = 1),
	is_paused boolean not null,
	settings jsonb not null,
	changed_at timestamptz,
	changed_by text
);
insert into delivery_rules (rules_id, is_paused, settings) values (1, false, '{}');
-- A known text under the key, so that another key is noticed at the start and not at the first send.
create table secret_check (
	check_id int primary key check (check_id = 1),
	sealed bytea not null
);

create table webhook_endpoint (
	endpoint_id text primary key,
	name text not null,
	url text not null,
	is_enabled boolean not null,
	-- Whether a call whose answer was lost is repeated: the receiver tells repeats by their id.
	repeats_lost boolean not null,
	-- The signing secret; the one before signs as well until its end.
	sealed bytea not null,
	sealed_before bytea,
	before_ends_at timestamptz,
	created_at timestamptz not null,
	changed_at timestamptz not null,
	removed_at timestamptz
);

-- Streamed events as they came: acknowledged once they are here, taken away by the transaction that stores them.
create table ingest_batch (
	batch_id bigint generated always as identity primary key,
	source_name text not null,
	received_at timestamptz not null,
	message_count int not null,
	-- Text as it came: what cannot be kept as a value of a column is refused message by message later.
	body bytea not null
);
-- Ids of messages, remembered for 45 days, so that the same again is a duplicate. Written with what they said.
create table ingest_message (
	day date not null,
	source_id int not null,
	message_hash bytea not null,
	primary key (day, source_id, message_hash)
) partition by range (day);
-- Which account a user was last said to belong to.
create table ingest_member (
	source_id int not null,
	user_id text not null,
	account text not null,
	primary key (source_id, user_id)
);
-- The load that a day's messages count in.
create table ingest_load (
	source_id int not null,
	load_day date not null,
	load_id bigint not null,
	primary key (source_id, load_day)
);
