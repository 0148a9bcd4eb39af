import { describe, expect, it } from 'vitest'
import type { RenewalEntry } from '../../api/renewal-entry.ts'
import { type RenewalStage, renewalStages } from '../../core/model/renewal.ts'
import { type Board, joinCards, moveCards, takeTotals } from './board-moves.ts'

function entry(id: string, renewalOn: string, stage: RenewalStage, amount: string | null): RenewalEntry {
	return {
		id: `${id}/${renewalOn}`,
		account_id: id,
		account_name: id,
		renewal_on: renewalOn,
		days_to_renewal: 10,
		stage,
		opened_on: '2026-01-01',
		target_amount: amount,
		forecast_amount: amount,
		final_amount: null,
		currency: 'USD',
		segment: null,
		owner_email: null,
		outcome: null,
		result: null,
		closed_on: null,
		closed_by: null,
		reason: null,
		competitor: null,
		score: null,
		band: null,
		level: 'unknown',
		risk: null,
		probability: null,
		probability_low: null,
		probability_high: null,
		probability_from: null,
		expected_amount: null,
		category: null,
		calls: { csm: null, manager: null, model: null },
		disagreement: null,
		call_due_since: null,
		step: null,
		next_step: null,
		auto_renews: false,
		notice_on: null,
		is_late: false,
		questions: [],
		open_tasks: 0,
		has_post_mortem: false,
		lines: [],
		edited: [],
	}
}

const early = entry('a', '2026-01-10', 'open', '100.10')
const late = entry('b', '2026-03-10', 'open', '200.20')
const unknown = entry('c', '2026-02-10', 'open', null)
const there = entry('d', '2026-02-01', 'at_risk', '5')

function boardOf(entries: readonly RenewalEntry[]): Board {
	return {
		as_of: '2026-01-01',
		currency: 'USD',
		columns: renewalStages.map(stage => {
			const items = entries.filter(item => item.stage === stage)
			const cents = items.reduce((sum, item) => sum + Math.round(Number(item.target_amount ?? 0) * 100), 0)
			const target_amount = items.length === 0 ? null : (cents / 100).toFixed(2)
			return { stage, total: items.length, target_amount, expected_amount: null, items, next_cursor: null }
		}),
	}
}
const columnOf = (board: Board, stage: RenewalStage) =>
	board.columns.find(column => column.stage === stage) ?? expect.fail(`no column ${stage}`)

describe('cards that go from column to column', () => {
	const board = boardOf([early, late, unknown, there])

	it('takes counts and amounts along, and stands by date', () => {
		const moved = moveCards(board, [late, early], 'at_risk')
		expect(columnOf(moved, 'at_risk').items.map(({ account_id }) => account_id)).toEqual(['a', 'd', 'b'])
		expect(columnOf(moved, 'at_risk').items.every(({ stage }) => stage === 'at_risk')).toBe(true)
		expect([columnOf(moved, 'at_risk').total, columnOf(moved, 'open').total]).toEqual([3, 1])
		expect(Number(columnOf(moved, 'at_risk').target_amount)).toBe(305.3)
		expect(Number(columnOf(moved, 'open').target_amount)).toBe(0)
	})

	it('comes back to where it was', () => {
		const moved = moveCards(board, [late], 'verbal_commit')
		const back = moveCards(moved, [{ ...late, stage: 'verbal_commit' }], 'open')
		for (const stage of renewalStages) {
			expect(columnOf(back, stage).items).toEqual(
				columnOf(board, stage).items.toSorted((a, b) => (a.renewal_on < b.renewal_on ? -1 : 1)),
			)
			expect(Number(columnOf(back, stage).target_amount)).toBe(Number(columnOf(board, stage).target_amount))
		}
	})

	it('adds nothing for an amount that is not known', () => {
		const moved = moveCards(board, [unknown], 'at_risk')
		expect(Number(columnOf(moved, 'at_risk').target_amount)).toBe(5)
		expect(columnOf(moved, 'at_risk').total).toBe(2)
	})

	it('keeps the cards and takes the totals of the server', () => {
		const fresh = moveCards(board, [late], 'at_risk')
		const joined = takeTotals(board, fresh)
		expect(columnOf(joined, 'open').items).toHaveLength(3)
		expect(columnOf(joined, 'open').total).toBe(2)
	})

	it('shows each renewal once, and none that has gone', () => {
		const column = columnOf(board, 'open')
		const next = entry('e', '2026-04-01', 'open', '1')
		expect(
			joinCards(column, [late, next, next, there], new Set([there.id])).map(card => card.account_id),
		).toEqual(['a', 'c', 'b', 'e'])
	})
})
