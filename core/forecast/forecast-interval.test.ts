import { describe, expect, it } from 'vitest'
import { logOdds, probabilityOf } from '../stats/log-odds.ts'
import { normalQuantile } from '../stats/normal-quantile.ts'
import { seededGenerator } from '../stats/seeded-generator.ts'
import { forecastInterval } from './forecast-interval.ts'

const next = seededGenerator(11)
const uniform = () => (next() + 0.5) / 2 ** 32
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(uniform() * items.length)] as Item

/** Contracts as unequal as they are: a few make up a good part of the sum. */
const makeContracts = (count: number, sigma: number) =>
	Array.from({ length: count }, () => ({
		probability: probabilityOf(2 + 1.2 * normalQuantile(uniform())),
		amountMinor: Math.round(1_000_000 * Math.exp(sigma * normalQuantile(uniform()))),
	}))

describe('of outcomes drawn one by one, four in five lie inside', () => {
	it.each([
		['a few unequal contracts', 30, 1.5, 0, [1]],
		['many unequal contracts', 2_000, 1.5, 0, [1]],
		['amounts that grow and shrink', 200, 1, 0, [0.5, 0.9, 1, 1, 1.1, 1.5]],
		['bad and good quarters', 1_000, 1, 0.3, [0.9, 1, 1.1]],
	] as const)('%s', (_, count, sigma, shock, relativeAmounts) => {
		const open = makeContracts(count, sigma)
		const { low, high } = forecastInterval(open, { relativeAmounts, shock })
		const steep = Math.sqrt(1 + (Math.PI * shock ** 2) / 8)
		const draws = 1_000
		let inside = 0
		for (let draw = 0; draw < draws; draw++) {
			const shift = shock * normalQuantile(uniform())
			let sum = 0
			for (const { probability, amountMinor } of open)
				if (uniform() < probabilityOf(steep * logOdds(probability) + shift))
					sum += amountMinor * pick(relativeAmounts)
			if (low <= sum && sum <= high) inside++
		}
		expect(inside / draws).toBeGreaterThan(0.76)
		expect(inside / draws).toBeLessThan(0.84)
	})
})
