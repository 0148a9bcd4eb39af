import type { Day } from '../time/day.ts'
import type { LineSeries, LineStep } from './line-series.ts'

/** A line on a day on which it changed: the changes of all lines sum to the account's movements of that day. */
export interface OpenedMovement {
	day: Day
	series: LineSeries
	from: bigint
	to: bigint
	/** Part of the change that exchange rates made. */
	fx: bigint
	quantityFrom: bigint
	quantityTo: bigint
}

/** The changes of lines in a period, by day. Lines that come and go for nothing are left out. */
export function openMovements(
	series: readonly LineSeries[],
	period: { from: Day; to: Day },
): OpenedMovement[] {
	const opened: OpenedMovement[] = []
	for (const entry of series) {
		entry.steps.forEach((step, index) => {
			if (step.day <= period.from || step.day > period.to) return
			const before = entry.steps[index - 1]
			const from = before?.mrr ?? 0n
			if (step.mrr === from && step.fx === 0n) return
			opened.push({
				day: step.day,
				series: entry,
				from,
				to: step.mrr,
				fx: step.fx,
				quantityFrom: before?.quantity ?? 0n,
				quantityTo: step.quantity,
			})
		})
	}
	return opened.sort((a, b) => a.day - b.day)
}

/** A line at two points: what it brought to the start and to the end of a closed cohort. */
export interface OpenedBalance {
	series: LineSeries
	start: bigint
	end: bigint
}

/** The lines that an account's MRR at the end of two days is made of. */
export function openBalances(series: readonly LineSeries[], period: { from: Day; to: Day }): OpenedBalance[] {
	return series
		.map(entry => ({
			series: entry,
			start: stepOn(entry, period.from)?.mrr ?? 0n,
			end: stepOn(entry, period.to)?.mrr ?? 0n,
		}))
		.filter(({ start, end }) => start !== 0n || end !== 0n)
}

function stepOn({ steps }: LineSeries, day: Day): LineStep | undefined {
	return steps.findLast(step => step.day <= day)
}
