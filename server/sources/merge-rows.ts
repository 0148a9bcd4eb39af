import type { Day } from '../../core/time/day.ts'
import { countRow, noRepeatedRows, type RepeatedRows, sayingOf } from './repeated-rows.ts'

/** The latest stored version of one part of a row. */
export interface StoredKey {
	accountId: number
	version: number
	contentHash: string
}
/** By external id, then by part. */
export type StoredKeys = Map<string, Map<string, StoredKey>>

/** One part of a row as a load brings it. */
export interface CutPart {
	part: string
	/** Whether the file dates it; else it occurs on the day of the load. */
	isDated: boolean
	occurredOn: Day
	occurredAtMs: number | undefined
	/** When it could be known if this is its first version. */
	knownOn: Day
	/** Hash of everything that the file says: account, dates, values. Not of what the load adds. */
	contentHash: string
	bodyText: string
}

/** A row of a file, cut. */
export interface CutRowParts {
	accountId: number
	externalId: string
	parts: readonly CutPart[]
	/** Parts that the row could have, and whose columns the file has, but which are empty. */
	emptyParts: readonly string[]
}

export interface MergedFact {
	accountId: number
	externalId: string
	part: string
	version: number
	isDated: boolean
	occurredOn: Day
	occurredAtMs: number | undefined
	knownOn: Day
	/** null: taken back. */
	bodyText: string | null
}

export interface ChangedKey extends StoredKey {
	externalId: string
	part: string
	isNew: boolean
}

export type RowOutcome = 'accepted' | 'duplicate' | 'correction'

export interface MergedFacts {
	facts: MergedFact[]
	keys: ChangedKey[]
	/** One per row, in their order. */
	outcomes: RowOutcome[]
}

/** Content hash of a part that was taken back. */
export const takenBackHash = '00'
/** Key of a row that says nothing yet, so that the same again is a duplicate. It has no fact. */
const emptyRowPart = ''

/**
 * Decides what a batch of rows changes, row by row in their order, so that a row that comes twice in the batch
 * is treated as it would be in two. `stored` and `repeats` are brought up to date on the way.
 *
 * A row whose id is unknown is accepted; one that changes nothing is a duplicate; any other is a correction, whose
 * versions are known on the day of the load. A part that the row no longer has is taken back. A row that comes
 * with another account is taken back there. A row that a later one of the same load outdated before does so again.
 */
export function mergeRows(
	stored: StoredKeys,
	rows: readonly CutRowParts[],
	loadDay: Day,
	repeats: RepeatedRows = noRepeatedRows(),
): MergedFacts {
	const merged: MergedFacts = { facts: [], keys: [], outcomes: [] }
	const changed = new Map<StoredKey, ChangedKey>()
	for (const row of rows) {
		const known = stored.get(row.externalId)
		const parts = known ?? new Map<string, StoredKey>()
		if (!known) stored.set(row.externalId, parts)
		const { isRepeated, isLast } = countRow(repeats, row.externalId)
		const changes = changesOf(row, parts, known !== undefined, loadDay).filter(
			({ fact, contentHash }) => isLast || !parts.has(sayingOf(fact.part, contentHash)),
		)
		const saveKey = (part: string, values: StoredKey) => {
			const before = parts.get(part)
			const key = before ?? values
			Object.assign(key, values)
			parts.set(part, key)
			const isNew = changed.get(key)?.isNew ?? before === undefined
			changed.set(key, { ...values, externalId: row.externalId, part, isNew })
		}
		const { accountId } = row
		const mark = (part: string) => saveKey(part, { accountId, version: 0, contentHash: takenBackHash })
		for (const { fact, contentHash } of changes) {
			const outdated = sayingOf(fact.part, parts.get(fact.part)?.contentHash ?? takenBackHash)
			if (repeats.said.get(row.externalId)?.has(outdated)) mark(outdated)
			saveKey(fact.part, { accountId: fact.accountId, version: fact.version, contentHash })
			merged.facts.push(fact)
		}
		if (isRepeated) remember(repeats, row)
		if (parts.size === 0) mark(emptyRowPart)
		merged.outcomes.push(known === undefined ? 'accepted' : changes.length === 0 ? 'duplicate' : 'correction')
	}
	merged.keys.push(...changed.values())
	return merged
}

function remember({ said }: RepeatedRows, row: CutRowParts): void {
	const sayings = said.get(row.externalId) ?? new Set()
	for (const { part, contentHash } of row.parts) sayings.add(sayingOf(part, contentHash))
	for (const part of row.emptyParts) sayings.add(sayingOf(part, takenBackHash))
	said.set(row.externalId, sayings)
}

interface Change {
	fact: MergedFact
	contentHash: string
}

function changesOf(
	row: CutRowParts,
	stored: ReadonlyMap<string, StoredKey>,
	isKnownRow: boolean,
	loadDay: Day,
): Change[] {
	const given = new Set(row.parts.map(part => part.part))
	const gone = [...stored].filter(
		([part, key]) =>
			key.contentHash !== takenBackHash &&
			(key.accountId !== row.accountId || (!given.has(part) && row.emptyParts.includes(part))),
	)
	const takenBack = new Map(
		gone.map(([part, key]) => [part, takeBack(row.externalId, part, key, loadDay)] as const),
	)
	const changes: Change[] = [...takenBack.values()]
	for (const part of row.parts) {
		const key = stored.get(part.part)
		const moved = takenBack.get(part.part)
		if (key && !moved && key.contentHash === part.contentHash) continue
		const { contentHash, ...values } = part
		const knownOn = key ? loadDay : isKnownRow ? Math.max(part.knownOn, loadDay) : part.knownOn
		const version = (moved?.fact.version ?? key?.version ?? 0) + 1
		const { accountId, externalId } = row
		changes.push({ fact: { ...values, accountId, externalId, version, knownOn }, contentHash })
	}
	return changes
}

function takeBack(externalId: string, part: string, key: StoredKey, loadDay: Day): Change {
	return {
		fact: {
			accountId: key.accountId,
			externalId,
			part,
			version: key.version + 1,
			isDated: false,
			occurredOn: loadDay,
			occurredAtMs: undefined,
			knownOn: loadDay,
			bodyText: null,
		},
		contentHash: takenBackHash,
	}
}
