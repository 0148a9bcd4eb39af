import { describe, expect, it } from 'vitest'
import { getDay } from '../time/day.ts'
import { createFiredCounter } from './count-fired.ts'

const dates = ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30'].map(getDay)

function countOf(
	series: Record<number, string>,
	outcomes: Record<number, { stopped?: string; renewed?: string }> = {},
) {
	const counter = createFiredCounter(dates)
	for (const [index, date] of dates.entries()) {
		for (const [account, truths] of Object.entries(series)) {
			counter.see(Number(account), date, truths[index] === '1')
		}
	}
	return counter.count(account => {
		const found = outcomes[account]
		return (
			found && {
				stoppedOn: found.stopped ? [getDay(found.stopped)] : [],
				renewedOn: found.renewed ? [getDay(found.renewed)] : [],
			}
		)
	})
}

describe('what would have fired', () => {
	it.each([
		['never true', '0000', 0, 0],
		['true all along: it stood before anybody looked', '1111', 0, 0],
		['opens once and stays', '0111', 1, 1],
		['opens, ends and opens again', '0101', 2, 1],
		['ends what stood at first, then opens', '1011', 1, 1],
	])('%s', (_, truths, episodes, accounts) => {
		expect(countOf({ 1: truths })).toMatchObject({ episodes, accounts })
	})
	it('counts by month, months without any too', () => {
		expect(countOf({ 1: '0100', 2: '0101' }).byMonth).toEqual([
			{ month: '2026-02', episodes: 2 },
			{ month: '2026-03', episodes: 0 },
			{ month: '2026-04', episodes: 1 },
		])
	})
	it('says what became of the accounts after it first fired, and of nothing before', () => {
		const fired = countOf(
			{ 1: '0100', 2: '0100', 3: '0100', 4: '0100', 5: '0000' },
			{
				1: { stopped: '2026-04-15' },
				2: { renewed: '2026-03-01' },
				3: { stopped: '2026-02-01' },
				5: { stopped: '2026-04-15' },
			},
		)
		expect(fired).toMatchObject({ accounts: 4, churned: 1, renewed: 1 })
	})
})
