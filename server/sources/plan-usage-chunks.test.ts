import fc from 'fast-check'
import { expect, it } from 'vitest'
import { monthNumberOf } from '../../core/facts/usage-tuples.ts'
import { getDay } from '../../core/time/day.ts'
import { planAccountChunks, planMonthChunks } from './plan-usage-chunks.ts'

const start = getDay('2024-01-01')

const anyPlan = fc
	.record({
		days: fc.array(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 1, max: 400 })), {
			minLength: 1,
		}),
		accountCount: fc.integer({ min: 1, max: 40 }),
		bytes: fc.integer({ min: 1000, max: 200_000 }),
		groups: fc.integer({ min: 1, max: 500 }),
		seed: fc.nat(1000),
	})
	.map(({ days, accountCount, bytes, groups, seed }) => {
		// Every row on an account by a fixed rule, so that plans can be checked row by row.
		const rows = days.flatMap(([offset, count]) =>
			Array.from({ length: count }, (_, index) => ({
				day: start + offset,
				account: Math.floor((((index * 7919 + offset * 31 + seed) % 1000) / 1000) ** 2 * accountCount),
			})),
		)
		return { rows, accountCount, limits: { bytes, groups } }
	})

for (const [name, plan] of [
	['months', planMonthChunks],
	['accounts', planAccountChunks],
] as const) {
	it(`puts every row into exactly one chunk of ${name}, within the limits where that can be`, async () => {
		await fc.assert(
			fc.asyncProperty(anyPlan, async ({ rows, accountCount, limits }) => {
				const dayRows = new Map<number, number>()
				for (const { day } of rows) dayRows.set(day, (dayRows.get(day) ?? 0) + 1)
				const chunks = await plan({
					dayRows,
					storedBytes: new Map([[monthNumberOf(start), 500]]),
					accountCount,
					propertyCount: 1,
					limits,
					countRows: async (fromDay, toDay) => {
						const counts = new Int32Array(accountCount)
						for (const { day, account } of rows) if (day >= fromDay && day <= toDay) counts[account]!++
						return counts
					},
				})
				const found = chunks.map(() => 0)
				for (const { day, account } of rows) {
					const homes = chunks.flatMap((chunk, index) =>
						day >= chunk.fromDay &&
						day <= chunk.toDay &&
						account >= chunk.firstAccount &&
						account <= chunk.lastAccount
							? [index]
							: [],
					)
					expect(homes.length).toBe(1)
					found[homes[0]!]!++
				}
				expect(chunks.map(chunk => chunk.rows)).toEqual(found)
				for (const { fromDay, toDay, firstAccount, lastAccount } of chunks) {
					const months = monthNumberOf(toDay) - monthNumberOf(fromDay) + 1
					const groups = months * (lastAccount - firstAccount + 1)
					expect(groups <= limits.groups || firstAccount === lastAccount).toBe(true)
				}
			}),
			{ seed: 7, numRuns: 60 },
		)
	})
}
