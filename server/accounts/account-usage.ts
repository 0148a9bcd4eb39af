import type { Pool } from 'pg'
import type { UsageMeasure } from '../../core/model/usage-history.ts'
import { addMonths, type Day, monthStart, weekdayOf } from '../../core/time/day.ts'
import { readUsage } from '../usage/usage-store.ts'

export interface UsagePeriod {
	firstDay: Day
	lastDay: Day
}

export interface UsageByPeriod {
	periods: UsagePeriod[]
	/** Events by how often they happened, most first. */
	events: { event: string; counts: number[] }[]
	/** Distinct users per period; null where its rows name none. */
	users: (number | null)[]
}

/** Days, weeks from Monday, or months that cover the range. */
export function listPeriods(from: Day, to: Day, every: 'day' | 'week' | 'month'): UsagePeriod[] {
	const periods: UsagePeriod[] = []
	let day = every === 'day' ? from : every === 'week' ? from - weekdayOf(from) + 1 : monthStart(from)
	while (day <= to) {
		const next = every === 'day' ? day + 1 : every === 'week' ? day + 7 : addMonths(day, 1)
		periods.push({ firstDay: day, lastDay: next - 1 })
		day = next
	}
	return periods
}

/** Usage of one account summed by period. */
export async function readUsageByPeriod(
	pool: Pool,
	accountId: number,
	measures: readonly UsageMeasure[],
	{ from, to, every }: { from: Day; to: Day; every: 'day' | 'week' | 'month' },
): Promise<UsageByPeriod> {
	const periods = listPeriods(from, to, every)
	const first = periods[0]
	if (!first) return { periods, events: [], users: [] }
	const eventOf = new Map(
		measures.filter(({ property }) => property === null).map(item => [item.measureId, item.event]),
	)
	const counts = new Map<string, number[]>()
	const users = periods.map(() => new Set<number>())
	const client = await pool.connect()
	try {
		for await (const { usage } of readUsage(client, accountId, accountId, {
			fromDay: first.firstDay,
			toDay: to,
		})) {
			let period = 0
			for (let index = 0; index < usage.length; index++) {
				const day = usage.days[index] ?? 0
				while (day > (periods[period]?.lastDay ?? Number.POSITIVE_INFINITY)) period++
				const event = eventOf.get(usage.measures[index] ?? -1)
				if (event === undefined || period >= periods.length) continue
				const row = counts.get(event) ?? new Array<number>(periods.length).fill(0)
				row[period] = (row[period] ?? 0) + (usage.values[index] ?? 0)
				counts.set(event, row)
				const user = usage.users[index] ?? 0
				if (user > 0) users[period]?.add(user)
			}
		}
	} finally {
		client.release()
	}
	const events = [...counts].map(([event, row]) => ({
		event,
		counts: row,
		sum: row.reduce((a, b) => a + b, 0),
	}))
	events.sort((a, b) => b.sum - a.sum || (a.event < b.event ? -1 : 1))
	const namesUsers = users.some(set => set.size > 0)
	return {
		periods,
		events: events.map(({ event, counts: row }) => ({ event, counts: row })),
		users: users.map(set => (namesUsers ? set.size : null)),
	}
}
