import type { ClientBase } from 'pg'
import type { FactKind } from '../../core/model/fact.ts'
import { type FactImportKind, getImportKind, type RowValues } from '../../core/model/import-kind.ts'
import { type Day, parseDay } from '../../core/time/day.ts'
import {
	type AccountPlace,
	createStubs,
	findPlaces,
	linkKnownAccounts,
	saveAccountNames,
	saveFirstDays,
} from '../accounts/account-store.ts'
import { type CutFileRow, cutParts } from './cut-parts.ts'
import { listKeys, saveMerged } from './fact-key-store.ts'
import { type CutPart, type CutRowParts, type MergedFacts, mergeRows, type RowOutcome } from './merge-rows.ts'
import type { RepeatedRows } from './repeated-rows.ts'
import { saveSourceDays } from './source-store.ts'

/** Everything that the batches of one kind and source have in common. */
export interface MergePlace {
	sourceId: number
	loadId: number
	loadDay: Day
	liveFrom: Day
	zone: string
	/** Accounts of the source; new ones are added. */
	accounts: Map<string, AccountPlace>
	/** Ids of the kind that stand on several accounts. */
	collided: ReadonlySet<string>
	repeats: RepeatedRows
}

export interface BatchResult {
	outcomes: RowOutcome[]
	/** Days that the rows are about, duplicates included; none for rows that are about no day. */
	days: Day[]
}

/** Kinds that say how things are: their parts without a date are about the day of the load. */
const standingKinds: ReadonlySet<FactKind> = new Set<FactKind>(['account', 'contact', 'goal'])

/** Stores one batch of checked rows as facts. The caller owns the transaction. */
export async function mergeBatch(
	client: ClientBase,
	place: MergePlace,
	importKind: FactImportKind,
	rows: readonly RowValues[],
): Promise<BatchResult> {
	const kind = getImportKind(importKind).factKind
	if (!kind) throw new Error(`rows of ${importKind} are no facts`)
	const cut = rows.map(row => cutParts(importKind, row, place, place.collided))
	await addAccounts(
		client,
		place,
		cut.map(row => row.account),
	)
	const placed = cut.map(row => placeRow(row, place))
	const batch = { sourceId: place.sourceId, loadId: place.loadId, kind }
	const stored = await listKeys(client, batch, [...new Set(cut.map(row => row.externalId))])
	const merged = mergeRows(stored, placed, place.loadDay, place.repeats)
	await saveMerged(client, batch, merged)
	const dayOf = (part: Pick<CutPart, 'occurredOn' | 'isDated'>) =>
		(part.isDated || standingKinds.has(kind)) && part.occurredOn <= place.loadDay
			? part.occurredOn
			: undefined
	await saveSourceDays(client, place.sourceId, kind, countDays(merged, dayOf))
	if (importKind === 'accounts') await saveAccountNames(client, changedNames(rows, placed, merged))
	await saveFirstDays(client, earlierDays(rows, cut, merged, place))
	const days = cut.flatMap(row => row.parts.map(dayOf).filter(day => day !== undefined))
	return { outcomes: merged.outcomes, days }
}

/** Finds the accounts that this source or another one has named before, and makes stubs of those that are new. */
export async function addAccounts(
	client: ClientBase,
	place: Pick<MergePlace, 'sourceId' | 'accounts'>,
	named: readonly string[],
): Promise<void> {
	// In one order everywhere, so that two writers of the same accounts wait for each other but never both.
	const missing = () => [...new Set(named)].filter(account => !place.accounts.has(account)).sort()
	const unknown = missing()
	if (unknown.length === 0) return
	await linkKnownAccounts(client, place.sourceId, unknown)
	for (const [account, { accountId, firstOn }] of await findPlaces(client, place.sourceId, unknown)) {
		place.accounts.set(account, { accountId, firstOn })
	}
	const made = await createStubs(client, place.sourceId, missing())
	for (const [account, accountId] of made) place.accounts.set(account, { accountId, firstOn: null })
}

function placeRow(row: CutFileRow, place: MergePlace): CutRowParts {
	const { accountId } = getPlace(place, row.account)
	return { accountId, externalId: row.externalId, parts: row.parts, emptyParts: row.emptyParts }
}

function getPlace(place: MergePlace, account: string): AccountPlace {
	const found = place.accounts.get(account)
	if (!found) throw new Error(`account ${account} was not made`)
	return found
}

function countDays(
	merged: MergedFacts,
	dayOf: (part: Pick<CutPart, 'occurredOn' | 'isDated'>) => Day | undefined,
): Map<Day, number> {
	const counts = new Map<Day, number>()
	for (const fact of merged.facts) {
		const day = fact.version === 1 ? dayOf(fact) : undefined
		if (day !== undefined) counts.set(day, (counts.get(day) ?? 0) + 1)
	}
	return counts
}

function changedNames(
	rows: readonly RowValues[],
	placed: readonly CutRowParts[],
	merged: MergedFacts,
): Map<number, string> {
	const names = new Map<number, string>()
	placed.forEach(({ accountId }, index) => {
		const name = rows[index]?.name
		if (merged.outcomes[index] !== 'duplicate' && typeof name === 'string') names.set(accountId, name)
	})
	return names
}

/** First days of accounts that this batch moves back; remembers them. */
function earlierDays(
	rows: readonly RowValues[],
	cut: readonly CutFileRow[],
	merged: MergedFacts,
	place: MergePlace,
): Map<number, Day> {
	const earlier = new Map<number, Day>()
	const see = (account: AccountPlace, day: Day) => {
		if (account.firstOn !== null && account.firstOn <= day) return
		account.firstOn = day
		earlier.set(account.accountId, day)
	}
	cut.forEach((row, index) => {
		if (merged.outcomes[index] === 'duplicate') return
		const account = getPlace(place, row.account)
		for (const part of row.parts) see(account, part.occurredOn)
		const createdOn = rows[index]?.created_on
		const day = typeof createdOn === 'string' ? parseDay(createdOn) : undefined
		if (day !== undefined) see(account, day)
	})
	return earlier
}
