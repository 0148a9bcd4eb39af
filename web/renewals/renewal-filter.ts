import type { z } from 'zod'
import type { listRenewals } from '../../api/renewals.ts'
import { addDays } from '../ui/format-day.ts'
import type { RenewalsSearch } from './renewals-search.ts'

export type RenewalQuery = Omit<z.input<typeof listRenewals.input.query>, 'limit' | 'cursor'>

/** `2026-11-15`, 1 → `2026-12`. */
export function shiftMonth(month: string, by: number): string {
	const [year = 0, number = 1] = month.split('-').map(Number)
	const at = year * 12 + number - 1 + by
	return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
}

/** First and last day of the calendar quarter that lies so many quarters from that of a day. */
export function quarterOf(day: string, by = 0): { from: string; to: string } {
	const start = shiftMonth(day.slice(0, 7), -((Number(day.slice(5, 7)) - 1) % 3) + by * 3)
	return { from: `${start}-01`, to: addDays(`${shiftMonth(start, 3)}-01`, -1) }
}

/** What the address asks the list, the board and the export for. */
export function queryOf(search: RenewalsSearch, today: string): RenewalQuery {
	const { owner, segment, category, risk, disagree, call_due, search: words } = search
	return {
		...(owner ? { owner } : {}),
		...(segment ? { segment } : {}),
		...(category ? { category } : {}),
		...(risk ? { risk } : {}),
		...(disagree ? { disagree } : {}),
		...(call_due ? { call_due } : {}),
		...(words ? { search: words } : {}),
		...(search.open === 'all' ? {} : { open: search.open ?? 'yes' }),
		...spanOf(search, today),
	}
}

/** The days that the address speaks of. */
export function spanOf(
	{ days, period }: RenewalsSearch,
	today: string,
): Pick<RenewalQuery, 'from' | 'to' | 'late'> {
	if (period === 'late') return { late: 'yes' }
	if (period === 'quarter') return quarterOf(today)
	if (period === 'next_quarter') return quarterOf(today, 1)
	if (period === 'month') {
		const month = today.slice(0, 7)
		return { from: `${month}-01`, to: addDays(`${shiftMonth(month, 1)}-01`, -1) }
	}
	return days ? { to: addDays(today, days) } : {}
}

/** How many filters narrow the list, beside the usual state. */
export function countFilters(search: RenewalsSearch): number {
	const { owner, segment, category, risk, disagree, call_due, search: words, days, period } = search
	return [owner, segment, category, risk, disagree, call_due, words, days, period].filter(Boolean).length
}
