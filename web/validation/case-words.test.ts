import { describe, expect, it } from 'vitest'
import { caseKey, isFlagged, readCaseKey, sayLowest } from './case-words.ts'
import { casesCsv } from './cases-csv.ts'

const item = {
	account_id: 'a~1',
	name: 'Acme, "Inc"',
	segment: 'growth',
	decided_on: '2026-05-01',
	asked_on: '2026-01-31',
	scored_on: '2026-01-28',
	score: 55,
	band: 'at_risk',
	level: 'watch' as const,
	churned: true,
	amount: '1200.00',
	reason: '=cmd()',
	flagged_since: null,
	factors: [
		{ factor: 'Usage', points: 70 },
		{ factor: 'Support', points: 12.4 },
		{ factor: 'Goals', points: null },
		{ factor: 'Engagement', points: 30 },
	],
}

describe('words of a case', () => {
	it('names the lowest known factors, lowest first', () => {
		expect(sayLowest(item)).toBe('Support 12, Engagement 30')
		expect(sayLowest({ factors: [] })).toBe('')
	})
	it('is flagged in watch and alarm only; without a score it is not', () => {
		expect(isFlagged(item)).toBe(true)
		expect(isFlagged({ level: 'fine' })).toBe(false)
		expect(isFlagged({ level: null })).toBe(false)
	})
	it('goes through an address whatever the id holds', () => {
		expect(readCaseKey(caseKey(item))).toEqual({
			scoredOn: '2026-01-28',
			decidedOn: '2026-05-01',
			accountId: 'a~1',
		})
		expect(readCaseKey(caseKey({ ...item, scored_on: null }))!.scoredOn).toBe('2026-01-31')
		for (const wrong of [undefined, '', 'x', '2026-01-28~2026-05-01', 'a~b~c']) {
			expect(readCaseKey(wrong)).toBeUndefined()
		}
	})
	it('goes to a file with quotes and without formulas', () => {
		const [head, row] = casesCsv([item]).split('\r\n')
		expect(head).toBe(
			'account_id,name,segment,decided_on,scored_on,score,band,flagged,churned,amount,reason,lowest_factors',
		)
		expect(row).toBe(
			`a~1,"Acme, ""Inc""",growth,2026-05-01,2026-01-28,55,at_risk,true,true,1200.00,'=cmd(),"Support 12, Engagement 30"`,
		)
	})
})
