import type { RevenuePolicy } from '../model/revenue-policy.ts'
import { type Day, monthStart } from '../time/day.ts'
import type { LineSeries, LineStep } from './line-series.ts'

/** Days from which the account pays something, up to but not including `to`. */
interface PaidSpan {
	from: Day
	to: Day
}

/** Applies the switches about returns after a gap and about who starts and leaves within one month. */
export function bridgeGaps(series: readonly LineSeries[], policy: RevenuePolicy): LineSeries[] {
	let adapted = [...series]
	if (policy.bridgedGapDays > 0) {
		const spans = paidSpans(adapted)
		for (const [index, { to }] of spans.entries()) {
			const next = spans[index + 1]
			if (next && next.from - to <= policy.bridgedGapDays) adapted = keepUntil(adapted, to, next.from)
		}
	}
	if (policy.sameMonth === 'left_out') {
		for (const { from, to } of paidSpans(adapted)) {
			if (monthStart(from) === monthStart(to)) adapted = adapted.map(line => dropBetween(line, from, to))
		}
	}
	return adapted
}

function paidSpans(series: readonly LineSeries[]): PaidSpan[] {
	const days = [...new Set(series.flatMap(({ steps }) => steps.map(({ day }) => day)))].sort((a, b) => a - b)
	const spans: PaidSpan[] = []
	let from: Day | null = null
	for (const day of days) {
		const total = series.reduce(
			(sum, { steps }) => sum + (steps.findLast(step => step.day <= day)?.mrr ?? 0n),
			0n,
		)
		if (from === null && total > 0n) from = day
		if (from !== null && total <= 0n) {
			spans.push({ from, to: day })
			from = null
		}
	}
	if (from !== null) spans.push({ from, to: Number.POSITIVE_INFINITY })
	return spans
}

/** What held before `from` goes on until `to`. */
function keepUntil(series: readonly LineSeries[], from: Day, to: Day): LineSeries[] {
	return series.map(({ line, steps }) => {
		const atEnd = steps.findLast(step => step.day <= to)
		if (!atEnd || atEnd.day < from) return { line, steps }
		const kept = steps.filter(step => step.day < from || step.day > to)
		return { line, steps: [...kept, { ...atEnd, day: to }].sort((a, b) => a.day - b.day) }
	})
}

/** As if nothing had been paid from `from` up to `to`. */
function dropBetween({ line, steps }: LineSeries, from: Day, to: Day): LineSeries {
	const zero = (step: LineStep): LineStep =>
		step.day >= from && step.day < to ? { ...step, mrr: 0n, fx: 0n, quantity: 0n, isInForce: false } : step
	return { line, steps: steps.map(zero) }
}
