-- Changes of renewals that are taken back, what people say with them, answers to suggestions that are taken back, and the
-- view that a page opens with.

alter table renewal_change
	-- What a person said with it.
	add column note text,
	-- The change that this one took back.
	add column undoes bigint;
-- The opportunity that an accepted suggestion became.
alter table suggestion_answer add column opportunity_id text;

create table view_default (
	owner_id text not null,
	page text not null,
	-- Id of a saved view, or of one that everybody has.
	view text not null,
	primary key (owner_id, page)
);
