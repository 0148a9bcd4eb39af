import type { UsageHistory, UsageMeasure } from '../model/usage-history.ts'
import type { Day } from '../time/day.ts'
import type { ComparedPeriods, DayStretch } from './compared-periods.ts'

export interface FeatureUse {
	event: string
	/** null: not known, which is not zero. */
	now: number | null
	before: number | null
	/** By month of `ComparedPeriods.months`. */
	months: (number | null)[]
}

export interface QuarterUsage {
	/** `key`: the features that the model names; `most_used`: it names none. */
	basis: 'key' | 'most_used'
	features: FeatureUse[]
	/** Distinct people; null where it is not known or rows do not name them. */
	users: { now: number | null; before: number | null; months: (number | null)[] }
	/** First day with any use of the account; null: none is known. */
	firstUseOn: Day | null
}

const mostFeatures = 8

/**
 * Use of an account in a quarter and the one before, as known at the end of `asOf`. A stretch that lies before the first
 * use of the account, or behind the reach of the data, is unknown.
 *
 * @param reach last day that usage data reach, null where none was ever loaded
 */
export function sumUsage(
	usage: UsageHistory | undefined,
	measures: readonly UsageMeasure[],
	keyFeatures: readonly string[],
	periods: ComparedPeriods,
	reach: Day | null,
): QuarterUsage {
	const { asOf, now, before, months } = periods
	const stretches = [now, before, ...months]
	const eventOf = new Map(
		measures.filter(({ property }) => property === null).map(({ measureId, event }) => [measureId, event]),
	)
	const counts = new Map<string, number[]>()
	const users = stretches.map(() => new Set<number>())
	let firstUseOn: Day | null = null
	for (let index = 0; usage && index < usage.length; index++) {
		const day = usage.days[index] ?? 0
		const event = eventOf.get(usage.measures[index] ?? -1)
		if (event === undefined || day + (usage.lags[index] ?? 0) > asOf) continue
		firstUseOn ??= day
		const row = counts.get(event) ?? new Array<number>(stretches.length).fill(0)
		counts.set(event, row)
		for (const [place, { from, to }] of stretches.entries()) {
			if (day < from || day > to) continue
			row[place] = (row[place] ?? 0) + (usage.values[index] ?? 0)
			const user = usage.users[index] ?? 0
			if (user > 0 && (usage.values[index] ?? 0) > 0) users[place]?.add(user)
		}
	}
	const isKnown = ({ from, to }: DayStretch) =>
		reach !== null && reach >= from && firstUseOn !== null && firstUseOn <= to
	const known = stretches.map(isKnown)
	const valueAt = (values: readonly number[], place: number) => (known[place] ? (values[place] ?? 0) : null)
	const namesUsers = users.some(({ size }) => size > 0)
	const people = users.map(({ size }, place) => (namesUsers && known[place] ? size : null))
	const total = (event: string) => (counts.get(event)?.[0] ?? 0) + (counts.get(event)?.[1] ?? 0)
	const chosen =
		keyFeatures.length > 0
			? keyFeatures
			: [...counts.keys()]
					.filter(event => total(event) > 0)
					.sort((a, b) => total(b) - total(a) || (a < b ? -1 : 1))
					.slice(0, mostFeatures)
	return {
		basis: keyFeatures.length > 0 ? 'key' : 'most_used',
		features: chosen.map(event => {
			const values = counts.get(event) ?? []
			return {
				event,
				now: valueAt(values, 0),
				before: valueAt(values, 1),
				months: months.map((_, index) => valueAt(values, index + 2)),
			}
		}),
		users: { now: people[0] ?? null, before: people[1] ?? null, months: people.slice(2) },
		firstUseOn,
	}
}
