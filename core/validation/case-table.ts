import { type BandLevel, bandLevels } from '../model/health-model.ts'
import type { ValidationCase } from '../model/validation-case.ts'

/** Level of a case without a score. */
export const noLevel = bandLevels.length
/** Score of a case without one. */
export const noScore = -1

/** Cases as columns, for thousands of passes over them. */
export interface CaseTable {
	cases: number
	/** Number of the account, 0 …: whole accounts are drawn. */
	groups: Int32Array
	groupCount: number
	/** 0–100, −1 without. */
	scores: Int16Array
	/** Index in `bandLevels`, 4 without. */
	levels: Uint8Array
	churned: Uint8Array
	/** In major units, 0 where unknown. */
	amounts: Float64Array
	segments: Int32Array
	/** In the order of their numbers. */
	segmentNames: (string | null)[]
}

/** Whether a level is one at which somebody should do something. */
export function isFlagged(level: BandLevel | null): boolean {
	return level === 'watch' || level === 'alarm'
}

/** Turns cases into columns, in their order. */
export function buildCaseTable(cases: readonly ValidationCase[]): CaseTable {
	const accounts = new Map<number, number>()
	const segments = new Map<string | null, number>()
	const numberIn = <Key>(numbers: Map<Key, number>, key: Key) => {
		const found = numbers.get(key)
		if (found !== undefined) return found
		numbers.set(key, numbers.size)
		return numbers.size - 1
	}
	const groups = Int32Array.from(cases, ({ accountId }) => numberIn(accounts, accountId))
	const segmentNumbers = Int32Array.from(cases, ({ segment }) => numberIn(segments, segment))
	return {
		cases: cases.length,
		groups,
		groupCount: accounts.size,
		scores: Int16Array.from(cases, ({ score }) => score ?? noScore),
		levels: Uint8Array.from(cases, ({ score, level }) =>
			score === null || level === null ? noLevel : bandLevels.indexOf(level),
		),
		churned: Uint8Array.from(cases, ({ churned }) => (churned ? 1 : 0)),
		amounts: Float64Array.from(cases, ({ amountMinor }) => Number(amountMinor ?? 0n) / 100),
		segments: segmentNumbers,
		segmentNames: [...segments.keys()],
	}
}
