import type { Pool } from 'pg'
import { dayOfText } from '../../api/values.ts'
import type { Day } from '../../core/time/day.ts'
import type { Asker } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import { todayOf } from '../workspace/workspace-store.ts'
import { listOwnAccounts } from './account-name-store.ts'
import { type RevenueInputs, readRevenueInputs } from './revenue-inputs.ts'

/** The accounts that the asker's figures are of; undefined for those who may see the whole book. */
export async function readScope(
	pool: Pool,
	call: Pick<Asker, 'actor' | 'may'>,
): Promise<ReadonlySet<number> | undefined> {
	if (call.may({ ownerEmail: null })) return undefined
	return new Set(await listOwnAccounts(pool, call.actor.email))
}

/** Refuses figures that cannot be cut down to some accounts: a sum tells of every account in it. */
export function checkWholeBook(call: Pick<Asker, 'may'>): void {
	if (call.may({ ownerEmail: null })) return
	throw new Problem(
		'not_allowed',
		'These figures are of the whole book, and you see only your own accounts.',
		'An admin can lift the restriction under Settings.',
	)
}

/** Days of a query, checked to be in order. */
export function periodOf(query: { from: string; to: string }): { from: Day; to: Day } {
	const period = { from: dayOfText(query.from), to: dayOfText(query.to) }
	if (period.to < period.from) {
		throw new Problem('wrong_input', `The period ends on ${query.to}, before it begins on ${query.from}.`)
	}
	return period
}

export async function readAsOf(
	pool: Pool,
	now: Date,
	text: string | undefined,
): Promise<{ inputs: RevenueInputs; asOf: Day }> {
	const inputs = await readRevenueInputs(pool, now)
	return { inputs, asOf: text === undefined ? todayOf(inputs.workspace, now) : dayOfText(text) }
}
