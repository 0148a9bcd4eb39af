import { formatMonth } from '../ui/format-day.ts'
import type { Months } from './use-retention.ts'

/** What happened month by month, oldest first; null is unknown. */
export interface Trends {
	months: string[]
	/** Index of the first month that still runs. */
	incompleteFrom: number | null
	nrr: (number | null)[]
	grr: (number | null)[]
	logos: (number | null)[]
	grossChurn: (number | null)[]
	expansion: (number | null)[]
	csExpansion: (number | null)[]
	quickRatio: (number | null)[]
	mrr: (number | null)[]
}

function ratio(part: number, whole: number): number | null {
	return whole === 0 ? null : part / whole
}

/** The last 24 months of the whole book; retention is that of the twelve months up to each. */
export function trendOf(answer: Months | undefined): Trends {
	const items = (answer?.items ?? []).slice(-24)
	const points = new Map(answer?.retention.map(point => [point.month, point]))
	const asOf = answer?.as_of ?? ''
	const pointOf = (month: string) => points.get(month < asOf ? month : asOf)
	const incomplete = items.findIndex(({ complete }) => !complete)
	return {
		months: items.map(({ month }) => month),
		incompleteFrom: incomplete < 0 ? null : incomplete,
		nrr: items.map(({ month }) => pointOf(month)?.nrr ?? null),
		grr: items.map(({ month }) => pointOf(month)?.grr ?? null),
		logos: items.map(({ month }) => pointOf(month)?.logo_retention ?? null),
		grossChurn: items.map(item =>
			ratio(Number(item.churn) + Number(item.contraction), Number(item.start_mrr)),
		),
		expansion: items.map(item => ratio(Number(item.expansion), Number(item.start_mrr))),
		csExpansion: items.map(item =>
			item.won_by_cs === null ? null : ratio(Number(item.won_by_cs), 12 * Number(item.start_mrr)),
		),
		quickRatio: items.map(item =>
			ratio(
				Number(item.new) + Number(item.reactivation) + Number(item.expansion),
				Number(item.churn) + Number(item.contraction),
			),
		),
		mrr: items.map(item => Number(item.end_mrr)),
	}
}

/** `Nov 25` of a month's last day. */
export function nameMonth(month: string): string {
	return formatMonth(month, '2-digit')
}
