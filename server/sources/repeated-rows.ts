import type { Survey } from './survey-rows.ts'

/**
 * Rows that one load brings more than once. The last of them holds; those before it were true for nobody. They are
 * remembered, so that the same files again change nothing, although their earlier lines differ from what is stored.
 */
export interface RepeatedRows {
	/** How many of the rows are still to come, by the id that they are stored under. */
	remaining: Map<string, number>
	/** What rows of this load said, as `sayingOf`, by id. */
	said: Map<string, Set<string>>
}

export function noRepeatedRows(): RepeatedRows {
	return { remaining: new Map(), said: new Map() }
}

/** Between a row's id and its account, where the same id stands on several accounts. */
const collisionMark = '@'

/** The id that a row is stored under. */
export function storedIdOf(rowId: string, account: string, collided: ReadonlySet<string>): string {
	return collided.has(rowId) ? `${rowId}${collisionMark}${account}` : rowId
}

export function listRepeatedRows(
	{ repeated }: Pick<Survey, 'repeated'>,
	collided: ReadonlySet<string>,
): RepeatedRows {
	const remaining = new Map<string, number>()
	for (const [id, counts] of repeated) {
		for (const [account, count] of counts) {
			const storedId = storedIdOf(id, account, collided)
			remaining.set(storedId, (remaining.get(storedId) ?? 0) + count)
		}
	}
	for (const [id, count] of remaining) if (count === 1) remaining.delete(id)
	return { remaining, said: new Map() }
}

/** Takes note that one of the rows has come: how it stands to the others of its id. */
export function countRow(repeats: RepeatedRows, storedId: string): { isRepeated: boolean; isLast: boolean } {
	const remaining = repeats.remaining.get(storedId)
	if (remaining === undefined) return { isRepeated: false, isLast: true }
	repeats.remaining.set(storedId, remaining - 1)
	return { isRepeated: true, isLast: remaining <= 1 }
}

/** One saying of a row: that a part has this content. Also the name of its key once it is outdated. */
export function sayingOf(part: string, contentHash: string): string {
	return `${part} ${contentHash}`
}
