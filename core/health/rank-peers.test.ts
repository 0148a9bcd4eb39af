import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupPeers, minimumPeers, rankInstead, rankPeers } from './rank-peers.ts'

/** The definition word by word: counts over all pairs. */
function naive(values: number[], segments: number[], better: 'more' | 'less'): number[] {
	return values.map((value, index) => {
		const known = (entry: number) => !Number.isNaN(entry)
		const own = values.filter((entry, other) => known(entry) && segments[other] === segments[index])
		const peers = own.length >= 20 ? own : values.filter(known)
		if (!known(value) || peers.length < 20) return Number.NaN
		const below = peers.filter(peer => peer < value).length
		const equal = peers.filter(peer => peer === value).length
		const share = (100 * (below + equal / 2)) / peers.length
		return better === 'more' ? share : 100 - share
	})
}

const oneToTwenty = Array.from({ length: 20 }, (_, index) => index + 1)
const oneSegment = oneToTwenty.map(() => 0)

describe('rankPeers', () => {
	it('gives mid-ranks of twenty peers: 2.5, 7.5 … 97.5, and the other way round where less is better', () => {
		expect([...rankPeers(oneToTwenty, oneSegment, 'more').points]).toEqual(
			oneToTwenty.map(rank => 5 * rank - 2.5),
		)
		expect([...rankPeers(oneToTwenty, oneSegment, 'less').points]).toEqual(
			oneToTwenty.map(rank => 102.5 - 5 * rank),
		)
	})

	it('gives all 50 where all are equal', () => {
		expect([...rankPeers(oneSegment, oneSegment, 'more').points]).toEqual(oneSegment.map(() => 50))
	})

	it('is missing with fewer than 20 peers in all', () => {
		const { points, basis } = rankPeers(oneToTwenty.slice(1), oneSegment.slice(1), 'more')
		expect([...points].every(Number.isNaN)).toBe(true)
		expect([...basis].every(code => code === 0)).toBe(true)
	})

	it('falls back to all accounts in a segment of 19, not in one of 20', () => {
		const values = [...oneToTwenty, ...oneToTwenty.slice(1).map(value => value * 100)]
		const segments = values.map((_, index) => (index < 20 ? 7 : 8))
		const { basis, points } = rankPeers(values, segments, 'more')
		expect([...basis.slice(0, 20)].every(code => code === 1)).toBe(true)
		expect([...basis.slice(20)].every(code => code === 2)).toBe(true)
		expect(points[20]).toBeCloseTo((100 * 20.5) / 39, 10)
	})

	it('counts only accounts with a value as peers', () => {
		const values = [...oneToTwenty.slice(1), Number.NaN, Number.NaN]
		const ranks = rankPeers(
			values,
			values.map(() => 0),
			'more',
		)
		expect([...ranks.points].every(Number.isNaN)).toBe(true)
	})

	it('equals the definition counted pair by pair', () => {
		const account = fc.record({
			value: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constant(Number.NaN), fc.constant(-0)),
			segment: fc.integer({ min: 0, max: 2 }),
		})
		fc.assert(
			fc.property(
				fc.array(account, { maxLength: 120 }),
				fc.constantFrom('more' as const, 'less' as const),
				(accounts, better) => {
					const values = accounts.map(({ value }) => value)
					const segments = accounts.map(({ segment }) => segment)
					const { points } = rankPeers(values, segments, better)
					for (const [index, expected] of naive(values, segments, better).entries())
						if (Number.isNaN(expected)) expect(points[index]).toBeNaN()
						else expect(points[index]).toBeCloseTo(expected, 9)
				},
			),
			{ seed: 21, numRuns: 300 },
		)
	})

	it('ranks another value instead of the own one as if it had been there', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 0, max: 9 }), { minLength: minimumPeers, maxLength: 40 }),
				fc.integer({ min: 0, max: 9 }),
				fc.nat(),
				(values, instead, pick) => {
					const index = pick % values.length
					const segments = values.map(() => 3)
					const changed = values.with(index, instead)
					const groups = groupPeers(values, segments)
					expect(rankInstead(groups, 3, values[index]!, instead, 'less')).toBeCloseTo(
						rankPeers(changed, segments, 'less').points[index]!,
						9,
					)
				},
			),
			{ seed: 22, numRuns: 300 },
		)
	})

	it('ranks 100,000 accounts in three segments, the mean of each segment 50', () => {
		const count = 100_000
		const values = Float64Array.from({ length: count }, (_, index) => (index * 7919) % 10_007)
		const segments = Uint8Array.from({ length: count }, (_, index) => index % 3)
		const { points, basis } = rankPeers(values, segments, 'more')
		const sums = [0, 0, 0]
		const counts = [0, 0, 0]
		for (let index = 0; index < count; index++) {
			const segment = index % 3
			sums[segment] = (sums[segment] ?? 0) + (points[index] ?? 0)
			counts[segment] = (counts[segment] ?? 0) + 1
		}
		for (const segment of [0, 1, 2]) expect(sums[segment]! / counts[segment]!).toBeCloseTo(50, 6)
		expect(basis.every(code => code === 1)).toBe(true)
	})
})
