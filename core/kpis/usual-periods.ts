import { addMonths, calendarOf, type Day, dayOf, monthEnd, monthStart } from '../time/day.ts'
import type { Period } from './period-figures.ts'

/** A period that people look at every day. */
export interface UsualPeriod extends Period {
	id: 'months_12' | 'month' | 'last_month' | 'quarter' | 'last_quarter' | 'last_12_months'
	name: string
}

/** The same day so many months earlier; of a month end the month end. */
export function monthsBefore(day: Day, months: number): Day {
	return monthEnd(day) === day ? monthEnd(addMonths(monthStart(day), -months)) : addMonths(day, -months)
}

function quarterStart(day: Day): Day {
	const { year, month } = calendarOf(day)
	return dayOf(year, month - ((month - 1) % 3), 1)
}

/** The periods up to a day whose figures the day keeps ready. The first is the one that retention is usually asked of. */
export function usualPeriods(today: Day): UsualPeriod[] {
	const [month, quarter] = [monthStart(today), quarterStart(today)]
	const lastMonth = month - 1
	return [
		{ id: 'months_12', name: 'Trailing twelve months', from: monthsBefore(today, 12), to: today },
		{ id: 'month', name: 'This month', from: month - 1, to: today },
		{ id: 'last_month', name: 'Last month', from: monthStart(lastMonth) - 1, to: lastMonth },
		{ id: 'quarter', name: 'This quarter', from: quarter - 1, to: today },
		{ id: 'last_quarter', name: 'Last quarter', from: quarterStart(quarter - 1) - 1, to: quarter - 1 },
		{
			id: 'last_12_months',
			name: 'Twelve months to the last month end',
			from: monthsBefore(lastMonth, 12),
			to: lastMonth,
		},
	]
}
