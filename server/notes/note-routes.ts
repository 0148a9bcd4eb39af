import type { z } from 'zod'
import type { Note } from '../../api/account.ts'
import {
	addNote,
	changeNote,
	listMentions,
	listNotes,
	readMentions,
	removeNote,
} from '../../api/account-changes.ts'
import { getAccountFor } from '../accounts/get-account-store.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { refuseChangedMeanwhile } from '../changed-meanwhile.ts'
import { cutPage, readNumberCursor } from '../http/cursor.ts'
import type { ChangeCall, Mount } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import {
	findNote,
	insertNote,
	listKnownEmails,
	listMentionsOf,
	listNotesOf,
	lockNote,
	type StoredNote,
	saveMentionsRead,
	saveNoteRemoved,
	saveNoteText,
} from './note-store.ts'

const mostMentions = 20

/** Addresses after an `@`: `@ana@example.com`. */
export function mentionsIn(text: string): string[] {
	const found = text.matchAll(/(?:^|[\s(])@([^\s@,;()<>]{1,64}@[^\s@,;()<>]{1,255}\.[a-z]{2,24})/giu)
	return [...new Set([...found].map(match => (match[1] ?? '').toLowerCase()))].slice(0, mostMentions)
}

/** Remarks on accounts, and the people whom they mention. */
export function mountNoteRoutes(mount: Mount): void {
	mount.read(listNotes, async call => {
		const { params, query, pool } = call
		const { accountId } = await getAccountFor(pool, call, params.id)
		const before = readNumberCursor(query.cursor)
		const notes = await listNotesOf(pool, accountId, { before, limit: query.limit + 1 })
		const page = cutPage(notes, query.limit, last => [last.noteId])
		return { ...page, items: page.items.map(noteJson) }
	})
	mount.change(addNote, async call => {
		const { params, body, client, act, actor } = call
		const { accountId } = await getAccountFor(client, call, params.id)
		const mentions = await listKnownEmails(client, mentionsIn(body.text))
		const note = { accountId, text: body.text, mentions, authorEmail: actor.email }
		const made = await insertNote(client, note, act.at, act.day)
		await saveAuditRow(client, {
			...act,
			action: 'note.add',
			subject: `note ${accountId}/${made.noteId}`,
			before: null,
			after: { text: made.text },
		})
		return noteJson(made)
	})
	mount.change(changeNote, async call => {
		const { body, client, act } = call
		const { accountId, noteId } = await getOwnNote(call, call.params)
		await lockNote(client, accountId, noteId)
		const before = await getOwnNote(call, call.params)
		refuseChangedMeanwhile(body.seen, { text: before.text }, { text: body.text })
		const mentions = await listKnownEmails(client, mentionsIn(body.text))
		const after = { ...before, text: body.text, mentions, editedAt: act.at }
		await saveNoteText(client, after, act.at)
		await saveAuditRow(client, {
			...act,
			action: 'note.change',
			subject: subjectOf(before),
			before: { text: before.text },
			after: { text: after.text },
		})
		return noteJson(after)
	})
	mount.change(removeNote, async call => {
		const { client, act } = call
		const before = await getOwnNote(call, call.params)
		await saveNoteRemoved(client, before.accountId, before.noteId, act.at)
		await saveAuditRow(client, {
			...act,
			action: 'note.remove',
			subject: subjectOf(before),
			before: { by: before.authorEmail },
			after: null,
		})
		return null
	})
	mount.read(listMentions, async ({ query, pool, actor }) => {
		const before = readNumberCursor(query.cursor)
		const notes = await listMentionsOf(pool, actor.email, { before, limit: query.limit + 1 })
		const page = cutPage(notes, query.limit, last => [last.noteId])
		return {
			...page,
			items: page.items.map(note => ({ ...noteJson(note), read_at: note.readAt?.toISOString() ?? null })),
		}
	})
	mount.change(readMentions, async ({ client, actor, act }) => ({
		read: await saveMentionsRead(client, actor.email, act.at),
	}))
}

function subjectOf({ accountId, noteId }: StoredNote): string {
	return `note ${accountId}/${noteId}`
}

/** Only who wrote it may change it; an admin may take it away too. */
async function getOwnNote(
	call: Pick<ChangeCall<Record<never, never>>, 'client' | 'actor' | 'may' | 'action' | 'now'>,
	params: { id: string; note_id: number },
): Promise<StoredNote> {
	const { accountId } = await getAccountFor(call.client, call, params.id)
	const note = await findNote(call.client, accountId, params.note_id)
	if (!note) throw new Problem('not_found', 'There is no such remark on this account.')
	if (note.authorEmail === call.actor.email || call.actor.role === 'admin') return note
	throw new Problem('not_yours', 'Only who wrote a remark can change it.')
}

function noteJson(note: StoredNote): z.input<typeof Note> {
	return {
		id: note.noteId,
		account_id: note.externalId,
		account_name: note.accountName,
		text: note.text,
		mentions: note.mentions,
		by: note.authorEmail,
		at: note.writtenAt.toISOString(),
		edited_at: note.editedAt?.toISOString() ?? null,
	}
}
