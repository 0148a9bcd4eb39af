import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { listPartsOf } from '../accounts/alias-store.ts'

/** A remark that a person wrote. */
export interface StoredNote {
	accountId: number
	noteId: number
	externalId: string
	accountName: string | null
	text: string
	mentions: string[]
	authorEmail: string
	writtenAt: Date
	writtenOn: Day
	editedAt: Date | null
}

interface NoteRow {
	account_id: number
	note_id: number
	external_id: string
	name: string | null
	text: string
	mentions: string[]
	author_email: string
	written_at: Date
	written_on: string
	edited_at: Date | null
}

function toNote(row: NoteRow): StoredNote {
	return {
		accountId: row.account_id,
		noteId: row.note_id,
		externalId: row.external_id,
		accountName: row.name,
		text: row.text,
		mentions: row.mentions,
		authorEmail: row.author_email,
		writtenAt: row.written_at,
		writtenOn: getDay(row.written_on),
		editedAt: row.edited_at,
	}
}

const noteColumns = `note.*, account.external_id, account.name, array(
	select mention.email from mention
	where mention.account_id = note.account_id and mention.note_id = note.note_id order by 1
) as mentions`

/** Remarks on an account and on those that were merged into it, the latest first. */
export async function listNotesOf(
	client: Pool | ClientBase,
	accountId: number,
	page: { before: number | undefined; limit: number },
): Promise<StoredNote[]> {
	const { rows } = await client.query<NoteRow>(
		`select ${noteColumns} from note join account using (account_id)
		where account_id = any($1) and removed_at is null and ($2::bigint is null or note_id < $2)
		order by note_id desc limit $3`,
		[await listPartsOf(client, accountId), page.before ?? null, page.limit],
	)
	return rows.map(toNote)
}

export async function insertNote(
	client: ClientBase,
	note: { accountId: number; text: string; mentions: readonly string[]; authorEmail: string },
	at: Date,
	day: Day,
): Promise<StoredNote> {
	const { rows } = await client.query<{ note_id: number }>(
		`insert into note (account_id, note_id, text, author_email, written_at, written_on)
		values ($1, nextval('note_id_seq'), $2, $3, $4, $5) returning note_id`,
		[note.accountId, note.text, note.authorEmail, at, formatDay(day)],
	)
	const noteId = rows[0]?.note_id ?? 0
	await saveMentions(client, note.accountId, noteId, note.mentions)
	const made = await findNote(client, note.accountId, noteId)
	if (!made) throw new Error('the remark was not stored')
	return made
}

export async function findNote(
	client: Pool | ClientBase,
	accountId: number,
	noteId: number,
): Promise<StoredNote | undefined> {
	const { rows } = await client.query<NoteRow>(
		`select ${noteColumns} from note join account using (account_id)
		where account_id = $1 and note_id = $2 and removed_at is null`,
		[accountId, noteId],
	)
	return rows[0] && toNote(rows[0])
}

/** Nobody else changes it until the transaction ends. */
export async function lockNote(client: ClientBase, accountId: number, noteId: number): Promise<void> {
	await client.query('select 1 from note where account_id = $1 and note_id = $2 for update', [
		accountId,
		noteId,
	])
}

export async function saveNoteText(
	client: ClientBase,
	note: Pick<StoredNote, 'accountId' | 'noteId' | 'text' | 'mentions'>,
	at: Date,
): Promise<void> {
	await client.query('update note set text = $3, edited_at = $4 where account_id = $1 and note_id = $2', [
		note.accountId,
		note.noteId,
		note.text,
		at,
	])
	await client.query(
		'delete from mention where account_id = $1 and note_id = $2 and not (email = any($3::text[]))',
		[note.accountId, note.noteId, note.mentions],
	)
	await saveMentions(client, note.accountId, note.noteId, note.mentions)
}

/** The text goes with it; that there was a remark is in the audit. */
export async function saveNoteRemoved(
	client: ClientBase,
	accountId: number,
	noteId: number,
	at: Date,
): Promise<void> {
	await client.query(`update note set removed_at = $3, text = '' where account_id = $1 and note_id = $2`, [
		accountId,
		noteId,
		at,
	])
	await client.query('delete from mention where account_id = $1 and note_id = $2', [accountId, noteId])
}

async function saveMentions(
	client: ClientBase,
	accountId: number,
	noteId: number,
	emails: readonly string[],
): Promise<void> {
	await client.query(
		`insert into mention (email, account_id, note_id) select email, $1, $2 from unnest($3::text[]) as email
		on conflict do nothing`,
		[accountId, noteId, emails],
	)
}

/** Which of the addresses are people who can sign in. */
export async function listKnownEmails(client: ClientBase, emails: readonly string[]): Promise<string[]> {
	const { rows } = await client.query<{ email: string }>(
		'select email from auth_user where email = any($1) and disabled_at is null order by email',
		[emails],
	)
	return rows.map(({ email }) => email)
}

/** Remarks that mention a person, the latest first. */
export async function listMentionsOf(
	client: Pool | ClientBase,
	email: string,
	page: { before: number | undefined; limit: number },
): Promise<(StoredNote & { readAt: Date | null })[]> {
	const { rows } = await client.query<NoteRow & { read_at: Date | null }>(
		`select ${noteColumns}, own.read_at from mention as own
			join note using (account_id, note_id) join account using (account_id)
		where own.email = $1 and removed_at is null and ($2::bigint is null or note_id < $2)
		order by note_id desc limit $3`,
		[email, page.before ?? null, page.limit],
	)
	return rows.map(row => ({ ...toNote(row), readAt: row.read_at }))
}

export async function saveMentionsRead(client: ClientBase, email: string, at: Date): Promise<number> {
	const { rowCount } = await client.query(
		'update mention set read_at = $2 where email = $1 and read_at is null',
		[email, at],
	)
	return rowCount ?? 0
}
