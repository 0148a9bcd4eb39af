import { describe, expect, it } from 'vitest'
import { type CutRowParts, type MergedFacts, mergeRows, type StoredKeys } from './merge-rows.ts'

const loadDay = 500

function row(
	externalId: string,
	parts: Record<string, string>,
	more: Partial<CutRowParts> = {},
): CutRowParts {
	return {
		accountId: 1,
		externalId,
		parts: Object.entries(parts).map(([part, contentHash]) => ({
			part,
			isDated: true,
			occurredOn: 100,
			occurredAtMs: undefined,
			knownOn: 100,
			contentHash,
			bodyText: `{"said":"${contentHash}"}`,
		})),
		emptyParts: [],
		...more,
	}
}

function show(merged: MergedFacts) {
	return {
		outcomes: merged.outcomes,
		facts: merged.facts.map(fact =>
			[fact.externalId, fact.accountId, fact.part, fact.version, fact.knownOn, fact.bodyText ?? 'gone'].join(
				' ',
			),
		),
	}
}

describe('mergeRows', () => {
	it('accepts new rows with the day that they could be known', () => {
		const merged = mergeRows(
			new Map(),
			[row('S1', { began: 'a' }), row('S2', { began: 'b', ended: 'c' })],
			loadDay,
		)
		expect(show(merged)).toEqual({
			outcomes: ['accepted', 'accepted'],
			facts: [
				'S1 1 began 1 100 {"said":"a"}',
				'S2 1 began 1 100 {"said":"b"}',
				'S2 1 ended 1 100 {"said":"c"}',
			],
		})
		expect(merged.keys.map(key => [key.externalId, key.part, key.isNew])).toEqual([
			['S1', 'began', true],
			['S2', 'began', true],
			['S2', 'ended', true],
		])
	})

	it('takes the second of two equal rows for a duplicate and the third, other one for a correction', () => {
		const stored: StoredKeys = new Map()
		const rows = [row('S1', { began: 'a' }), row('S1', { began: 'a' }), row('S1', { began: 'b' })]
		const merged = mergeRows(stored, rows, loadDay)
		expect(show(merged)).toEqual({
			outcomes: ['accepted', 'duplicate', 'correction'],
			facts: ['S1 1 began 1 100 {"said":"a"}', 'S1 1 began 2 500 {"said":"b"}'],
		})
		expect(merged.keys).toEqual([
			{ externalId: 'S1', part: 'began', accountId: 1, version: 2, contentHash: 'b', isNew: true },
		])
		expect(show(mergeRows(stored, [row('S1', { began: 'b' })], loadDay))).toEqual({
			outcomes: ['duplicate'],
			facts: [],
		})
	})

	it('knows what is added to a known row only from the load on', () => {
		const stored: StoredKeys = new Map()
		mergeRows(stored, [row('S1', { began: 'a' })], 200)
		expect(show(mergeRows(stored, [row('S1', { began: 'a', ended: 'c' })], loadDay))).toEqual({
			outcomes: ['correction'],
			facts: ['S1 1 ended 1 500 {"said":"c"}'],
		})
	})

	it('takes a part back that the row has no more, once', () => {
		const stored: StoredKeys = new Map()
		mergeRows(stored, [row('S1', { began: 'a', ended: 'c' })], 200)
		const emptied = row('S1', { began: 'a' }, { emptyParts: ['ended'] })
		expect(show(mergeRows(stored, [emptied, emptied], loadDay))).toEqual({
			outcomes: ['correction', 'duplicate'],
			facts: ['S1 1 ended 2 500 gone'],
		})
		expect(show(mergeRows(stored, [row('S1', { began: 'a', ended: 'c' })], 600))).toEqual({
			outcomes: ['correction'],
			facts: ['S1 1 ended 3 600 {"said":"c"}'],
		})
	})

	it('leaves a part alone whose columns the file does not have', () => {
		const stored: StoredKeys = new Map()
		mergeRows(stored, [row('S1', { began: 'a', ended: 'c' })], 200)
		expect(show(mergeRows(stored, [row('S1', { began: 'a' })], loadDay)).outcomes).toEqual(['duplicate'])
	})

	it('takes a row back from the account that it leaves', () => {
		const stored: StoredKeys = new Map()
		mergeRows(stored, [row('S1', { began: 'a', ended: 'c' })], 200)
		const merged = mergeRows(stored, [row('S1', { began: 'other' }, { accountId: 2 })], loadDay)
		expect(show(merged)).toEqual({
			outcomes: ['correction'],
			facts: ['S1 1 began 2 500 gone', 'S1 1 ended 2 500 gone', 'S1 2 began 3 500 {"said":"other"}'],
		})
		expect(merged.keys).toHaveLength(2)
	})

	it('changes nothing when a load with two rows of one id comes again, and takes the last where it differs', () => {
		const stored: StoredKeys = new Map()
		const load = (...hashes: string[]) =>
			mergeRows(
				stored,
				hashes.map(hash => row('S1', { began: hash })),
				loadDay,
				{
					remaining: new Map([['S1', hashes.length]]),
					said: new Map(),
				},
			).outcomes
		expect(load('a', 'b')).toEqual(['accepted', 'correction'])
		expect(load('a', 'b')).toEqual(['duplicate', 'duplicate'])
		expect(load('a', 'c')).toEqual(['duplicate', 'correction'])
		expect(load('a', 'b', 'c')).toEqual(['duplicate', 'correction', 'correction'])
		expect(load('a', 'b', 'c')).toEqual(['duplicate', 'duplicate', 'duplicate'])
		expect(load('c', 'a')).toEqual(['duplicate', 'correction'])
		expect(load('b')).toEqual(['correction'])
	})

	it('comes to the same whichever of its rows a load that was cut off had stored', () => {
		const empty = { emptyParts: ['ended'] }
		const rows = [
			row('S1', { began: 'a', ended: 'x' }),
			row('S1', { began: 'b' }, empty),
			row('S1', { began: 'b', ended: 'y' }),
		]
		const repeats = () => ({ remaining: new Map([['S1', rows.length]]), said: new Map() })
		const undisturbed: StoredKeys = new Map()
		mergeRows(undisturbed, rows, loadDay, repeats())
		for (const stop of [1, 2, 3]) {
			const stored: StoredKeys = new Map()
			mergeRows(stored, rows.slice(0, stop), loadDay, repeats())
			mergeRows(stored, rows, loadDay, repeats())
			expect(stored).toEqual(undisturbed)
		}
	})

	it('remembers a row that says nothing', () => {
		const stored: StoredKeys = new Map()
		const merged = mergeRows(stored, [row('K1', {}), row('K1', {}), row('K1', { profile: 'p' })], loadDay)
		expect(merged.outcomes).toEqual(['accepted', 'duplicate', 'correction'])
		expect(merged.facts).toHaveLength(1)
		expect(merged.keys.map(key => key.part)).toEqual(['', 'profile'])
	})
})
