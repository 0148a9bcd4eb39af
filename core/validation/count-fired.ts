import { calendarOf, type Day } from '../time/day.ts'

/** How often something fired, and what became of the accounts that it fired for. */
export interface FiredCounts {
	episodes: number
	accounts: number
	/** Of the accounts: those that stopped paying after it first fired. */
	churned: number
	/** Of the others: those that renewed after it first fired. The rest has decided nothing yet. */
	renewed: number
	/** Episodes by month, `YYYY-MM`; every month of the period, 0 where nothing fired. */
	byMonth: { month: string; episodes: number }[]
}

/** What became of an account: days on which it stopped paying, and on which it renewed. */
export interface FiredOutcomes {
	stoppedOn: readonly Day[]
	renewedOn: readonly Day[]
}

/** Counts episodes as they open, date after date, without keeping them. */
export interface FiredCounter {
	/** One account on one date; dates ascending. What holds on the first date that is looked at has not fired then. */
	see(accountId: number, date: Day, isTrue: boolean): void
	count(outcomesOf: (accountId: number) => FiredOutcomes | undefined): FiredCounts
}

function monthOf(day: Day): string {
	const { year, month } = calendarOf(day)
	return `${year}-${String(month).padStart(2, '0')}`
}

/** @param dates all dates that will be looked at, ascending */
export function createFiredCounter(dates: readonly Day[]): FiredCounter {
	const [firstDate] = dates
	const open = new Set<number>()
	const firstOn = new Map<number, Day>()
	const months = new Map(dates.slice(1).map(date => [monthOf(date), 0]))
	let episodes = 0
	return {
		see(accountId, date, isTrue) {
			if (!isTrue) {
				open.delete(accountId)
				return
			}
			const isNew = !open.has(accountId)
			open.add(accountId)
			if (!isNew || date === firstDate) return
			episodes++
			months.set(monthOf(date), (months.get(monthOf(date)) ?? 0) + 1)
			if (!firstOn.has(accountId)) firstOn.set(accountId, date)
		},
		count(outcomesOf) {
			let [churned, renewed] = [0, 0]
			for (const [accountId, on] of firstOn) {
				const outcomes = outcomesOf(accountId)
				if (outcomes?.stoppedOn.some(day => day > on)) churned++
				else if (outcomes?.renewedOn.some(day => day > on)) renewed++
			}
			return {
				episodes,
				accounts: firstOn.size,
				churned,
				renewed,
				byMonth: [...months].map(([month, count]) => ({ month, episodes: count })),
			}
		},
	}
}
