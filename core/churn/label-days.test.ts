import { describe, expect, it } from 'vitest'
import { formatDay, parseDay } from '../time/day.ts'
import { labelMonthEnds } from './label-days.ts'

const day = (text: string) => parseDay(text) ?? Number.NaN
const spells = (from: string, to: string | null) => [
	{ startsOn: day(from), endsOn: to === null ? null : day(to) },
]

describe('month ends and what became of their customers', () => {
	const accounts = [
		{ accountId: 1, decisions: [], spells: spells('2024-01-01', null) },
		{ accountId: 2, decisions: [], spells: spells('2024-01-01', '2024-06-15') },
	]
	const label = (knownUntil: string) =>
		labelMonthEnds({ accounts, knownUntil: day(knownUntil), firstDataDay: day('2024-02-01') }).map(
			({ accountId, storedOn, outcome }) => `${accountId} ${formatDay(storedOn)} ${outcome}`,
		)
	it('end ninety days before the last day of which anything is known', () => {
		expect(label('2024-07-28')).toEqual([
			'1 2024-02-29 false',
			'2 2024-02-29 false',
			'1 2024-03-31 false',
			'2 2024-03-31 true',
		])
		expect(label('2024-07-29')).toEqual([...label('2024-07-28'), '1 2024-04-30 false', '2 2024-04-30 true'])
	})
	it('are none where too little is known', () => {
		expect(label('2024-05-01')).toEqual([])
	})
})
