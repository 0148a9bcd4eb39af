import { describe, expect, it } from 'vitest'
import { ledgerOf, rowFacts } from '../revenue/ledger-fixture.ts'
import { packLedgers } from '../revenue/pack-ledgers.ts'
import { getDay } from '../time/day.ts'
import { CohortTable, cohortValue } from './cohort-table.ts'
import { addDurations, type Durations } from './survival-durations.ts'

const block = packLedgers(
	[
		// Grows in March, gone in May.
		rowFacts({ id: 'a', started: '2024-01-10', price: '100' }).concat(
			rowFacts({ id: 'a', started: '2024-03-05', ended: '2024-05-20', price: '150' }),
		),
		rowFacts({ id: 'b', started: '2024-01-31', price: '300' }),
		// Started and left before the month was over.
		rowFacts({ id: 'c', started: '2024-01-02', ended: '2024-01-20', price: '70' }),
		rowFacts({ id: 'd', started: '2024-04-01', price: '50' }),
	].map((facts, index) => ledgerOf(facts, { accountId: index + 1 })),
)
const asOf = getDay('2024-06-15')

describe('cohorts', () => {
	const tableOf = (every: 'month' | 'quarter') => {
		const table = new CohortTable(every, asOf)
		table.add(block)
		return table.list()
	}
	it('divide logos by all that started, and money by that at the end of the first month', () => {
		const [january] = tableOf('month')
		expect([january!.cohort, january!.size, january!.baseMrr]).toEqual(['2024-01', 3, 400_000_000n])
		const valuesOf = (measure: 'logos' | 'grr' | 'nrr') =>
			january!.cells.map(cell => cohortValue(january!, cell, measure))
		expect(valuesOf('logos')).toEqual([2 / 3, 2 / 3, 2 / 3, 2 / 3, 1 / 3, 1 / 3])
		expect(valuesOf('nrr')).toEqual([1, 1, 1.125, 1.125, 0.75, 0.75])
		expect(valuesOf('grr')).toEqual([1, 1, 1, 1, 0.75, 0.75])
	})
	it('mark the month that still runs, and go no further', () => {
		const cells = tableOf('month').map(({ cells }) => cells.map(({ isComplete }) => isComplete))
		expect(cells).toEqual([
			[true, true, true, true, true, false],
			[true, true, false],
		])
	})
	it('go by quarters as well', () => {
		const quarters = tableOf('quarter')
		expect(quarters.map(({ cohort, size }) => [cohort, size])).toEqual([
			['2024-Q1', 3],
			['2024-Q2', 1],
		])
		expect(quarters[0]!.baseMrr).toBe(450_000_000n)
		expect(quarters[0]!.cells.map(({ isComplete }) => isComplete)).toEqual([true, false])
	})
	it('have nothing to keep where all left before the month end', () => {
		const table = new CohortTable('month', asOf)
		table.add(
			packLedgers([ledgerOf(rowFacts({ id: 'c', started: '2024-01-02', ended: '2024-01-20', price: '70' }))]),
		)
		const [cohort] = table.list()
		expect(cohortValue(cohort!, cohort!.cells[0]!, 'nrr')).toBeNull()
		expect(cohortValue(cohort!, cohort!.cells[0]!, 'logos')).toBe(0)
	})
	it('last so many days to the first churn, or still run', () => {
		const durations = new Map<string, Durations>()
		addDurations(durations, block, asOf, null)
		expect(durations.get('all')).toEqual({ days: [131, 137, 18, 76], isEvent: [1, 0, 1, 0] })
	})
})
