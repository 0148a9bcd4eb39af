import type { ClientBase } from 'pg'
import type { Renewal } from '../../core/model/renewal.ts'
import { restoreRenewal } from '../../core/renewals/restore-renewal.ts'
import type { Day } from '../../core/time/day.ts'
import { Problem } from '../problem.ts'
import { type Act, getLocked, saveChanged } from './edit-renewal.ts'
import { listChanges, type RenewalChangeRow } from './renewal-change-store.ts'
import { restoreReplaced } from './replaced-reason.ts'

/** A change can be taken back for so long. */
const undoableMs = 60 * 60_000
const undoable: ReadonlySet<string> = new Set(['changed', 'moved', 'released', 'closed', 'reopened'])

/** Whether somebody can take a change back at a time: their own, the last one, and not long ago. */
export function isUndoable(
	change: Pick<RenewalChangeRow, 'kind' | 'by' | 'at'>,
	isLatest: boolean,
	{ actor, at }: Pick<Act, 'actor' | 'at'>,
): boolean {
	const ageMs = at.getTime() - change.at.getTime()
	return isLatest && undoable.has(change.kind) && change.by === actor && ageMs <= undoableMs
}

/**
 * Takes the last change of a renewal back: everything is as it was before it, a post-mortem that came with it included,
 * and the history says that it was taken back. Throws `Problem` where it is somebody else's, too old, or not the last.
 */
export async function undoRenewalChange(
	client: ClientBase,
	accountId: number,
	renewalOn: Day,
	changeId: string,
	act: Act,
): Promise<Renewal> {
	const before = await getLocked(client, accountId, renewalOn)
	const changes = await listChanges(client, accountId, renewalOn)
	const change = changes.find(({ id }) => id === changeId)
	if (!change) throw new Problem('not_found', `expected a change ${changeId} of this renewal, there is none`)
	if (change !== changes[0]) {
		throw new Problem(
			'renewal_changed_since',
			'The renewal was changed since: only its last change is taken back.',
		)
	}
	if (change.by !== act.actor) {
		throw new Problem('not_yours', 'Only whoever made a change takes it back.', 'Change the renewal instead.')
	}
	if (!isUndoable(change, true, act)) {
		throw new Problem(
			'undo_over',
			'A change is taken back within an hour, and what took one back is not.',
			'Change the renewal instead.',
		)
	}
	const saved = await saveChanged(client, accountId, before, restoreRenewal(before, change.before), act, {
		kind: 'undone',
		undoes: change.id,
	})
	await restoreReplaced(client, accountId, renewalOn, change.before, act)
	return saved
}
