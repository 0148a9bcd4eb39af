import { describe, expect, it } from 'vitest'
import { type BacktestRow, writeForecastQuality } from './write-forecast-quality.ts'

function rowsOf(seeds: number, change: (seed: number) => Partial<BacktestRow>): BacktestRow[] {
	return Array.from({ length: seeds }, (_, seed) => ({
		seed,
		accounts: 10_000,
		quarter: '2026-Q1',
		group: 'all',
		daysAhead: 90,
		renewals: 500,
		due: 1_200,
		forecast: seed % 2 ? 1_030 : 970,
		low: seed % 5 ? 900 : 1_010,
		high: 1_100,
		actual: 1_000,
		truth: seed % 2 ? 1_025 : 975,
		truthThen: 1_000,
		chance: 0.03,
		shock: 0.2,
		...change(seed),
	}))
}

describe('the page of how good the forecast is', () => {
	it.each([
		['all as it should be', 200, () => ({}), ['met', 'met', 'met', 'met'], '3.0 % against 2.5 %: 1.20'],
		[
			'few quarters say so',
			20,
			() => ({}),
			['met so far', 'met so far', 'met so far', 'too few to tell'],
			'20',
		],
		[
			'too high throughout',
			200,
			() => ({ forecast: 1_060 }),
			['**not met**', '**not met**', '**not met**', 'met'],
			'+6.0 %',
		],
		['too narrow', 200, () => ({ low: 1_001 }), ['met', 'met', 'met', '**not met**'], '0.0 % of 200'],
		[
			'no large quarter',
			200,
			() => ({ renewals: 399 }),
			['met', 'too few to tell', 'met', 'met'],
			'over 0 quarters',
		],
	] as const)('%s', (_, seeds, change, verdicts, says) => {
		const page = writeForecastQuality(rowsOf(seeds, change))
		const lines = page.split('\n').slice(page.split('\n').findIndex(line => line.startsWith('| target')) + 2)
		expect(lines.slice(0, 4).map(line => line.split(' | ').at(-1)?.replace(/ \|$/, ''))).toEqual(verdicts)
		expect(page).toContain(says)
	})
})
