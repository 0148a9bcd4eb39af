import { z } from 'zod'
import { InputProblem } from './problem-details.ts'

const Key = z.array(z.union([z.string().max(1_000), z.number(), z.null()])).max(6)
export type CursorKey = z.infer<typeof Key>

/** The place after which the next page begins, as a text that callers hand back as it is. */
export function writeCursor(key: CursorKey): string {
	return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/** The key of a cursor of so many parts; undefined for the first page. Throws `InputProblem` for anything else. */
export function readCursor(cursor: string | undefined, parts: number): CursorKey | undefined {
	if (cursor === undefined) return undefined
	try {
		const key = Key.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
		if (key.length === parts) return key
	} catch {
		// Refused below, like a cursor of another list.
	}
	throw new InputProblem([{ at: 'query.cursor', message: 'expected next_cursor of the page before' }])
}

/** The same for a list by one whole number. */
export function readNumberCursor(cursor: string | undefined): number | undefined {
	const [number] = readCursor(cursor, 1) ?? []
	if (cursor === undefined) return undefined
	if (typeof number === 'number' && Number.isSafeInteger(number)) return number
	throw new InputProblem([{ at: 'query.cursor', message: 'expected next_cursor of the page before' }])
}

/** Cuts what was read with one more than asked for into a page. */
export function cutPage<Item>(
	read: readonly Item[],
	limit: number,
	keyOf: (last: Item) => CursorKey,
): { items: Item[]; next_cursor: string | null } {
	const items = read.slice(0, limit)
	const last = items.at(-1)
	return { items, next_cursor: last && read.length > limit ? writeCursor(keyOf(last)) : null }
}
