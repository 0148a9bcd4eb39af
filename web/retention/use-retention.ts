import type { ContractOutput } from '../../api/contract.ts'
import { getRetention, listRetentionMonths } from '../../api/retention.ts'
import { getContractedMrr, getRetentionDefinitions } from '../../api/retention-reports.ts'
import { usualPeriods } from '../../core/kpis/usual-periods.ts'
import { dayOf, formatDay, getDay } from '../../core/time/day.ts'
import { useCall } from '../session/call-query.ts'
import { addDays } from '../ui/format-day.ts'
import type { RetentionSearch } from './retention-search.ts'

export type Retention = ContractOutput<typeof getRetention>
export type RetentionGroup = Retention['groups'][number]
export type Months = ContractOutput<typeof listRetentionMonths>
export type Definitions = ContractOutput<typeof getRetentionDefinitions>

/** The days that everything on the page is about. */
export interface ChosenPeriod {
	id: string
	from: string
	to: string
	as_of?: string
	policy?: string
}

export interface PeriodChoice {
	id: string
	name: string
	from: string
	to: string
}

/** Usual periods, and the calendar years and quarters of some years. */
export function periodChoices(today: string): PeriodChoice[] {
	const usual = usualPeriods(getDay(today)).map(({ id, name, from, to }) => ({
		id,
		name,
		from: formatDay(from),
		to: formatDay(to),
	}))
	const year = Number(today.slice(0, 4))
	const years = [1, 2, 3].map(back => ({
		id: `year_${year - back}`,
		name: `Year ${year - back}`,
		from: formatDay(dayOf(year - back, 1, 1) - 1),
		to: formatDay(dayOf(year - back, 12, 31)),
	}))
	return [...usual, ...years]
}

/** The period of the address; the trailing twelve months where it names none. */
export function choosePeriod(search: RetentionSearch, today: string): ChosenPeriod {
	const choices = periodChoices(today)
	const isFree = search.period === 'free' && search.from && search.to && search.from <= search.to
	const chosen = choices.find(({ id }) => id === search.period) ?? choices[0]
	return {
		id: isFree ? 'free' : (chosen?.id ?? 'free'),
		from: isFree ? (search.from ?? today) : (chosen?.from ?? today),
		to: isFree ? (search.to ?? today) : (chosen?.to ?? today),
		...(search.as_of ? { as_of: search.as_of } : {}),
		...(search.policy ? { policy: search.policy } : {}),
	}
}

/** As of which day and by which policy, as operations take them. */
export function knownAs({ as_of, policy }: Pick<ChosenPeriod, 'as_of' | 'policy'>) {
	return { ...(as_of ? { as_of } : {}), ...(policy ? { policy } : {}) }
}

/** Days and policy as operations take them. */
export function periodQuery({ from, to, ...known }: ChosenPeriod) {
	return { from, to, ...knownAs(known) }
}

export function useRetention(period: ChosenPeriod, by?: string) {
	return useCall(
		getRetention,
		{ query: { ...periodQuery(period), ...(by ? { by } : {}) } },
		{ keepsPrevious: true },
	)
}

/** The 24 months up to the end of the period: what trends are drawn from. */
export function useMonths(period: ChosenPeriod) {
	const { to, policy } = period
	const from = addDays(to, -740)
	return useCall(
		listRetentionMonths,
		{ query: { from, to: addDays(to, 31), ...(policy ? { policy } : {}) } },
		{ keepsPrevious: true },
	)
}

/** What is signed for the year after today. */
export function useAhead(today: string, policy: string | undefined) {
	return useCall(getContractedMrr, {
		query: { until: addDays(today, 365), ...(policy ? { policy } : {}) },
	})
}

export function useDefinitions() {
	return useCall(getRetentionDefinitions, {})
}

/** The meaning of a figure for whoever points at it. */
export function meaningOf(definitions: Definitions | undefined, id: string): string {
	return definitions?.definitions.find(entry => entry.id === id)?.says ?? ''
}

/** Whether anybody paid at all: before that there is nothing to show. */
export function hasMoney({ groups }: Retention): boolean {
	const whole = groups[0]
	return (
		whole !== undefined &&
		(Number(whole.start_mrr) !== 0 || Number(whole.end_mrr) !== 0 || whole.logos_end > 0)
	)
}
