import { formatMonth } from '../ui/format-day.ts'
import { formatNumber } from '../ui/format-number.ts'

/** `Apr` of a day. */
export function shortMonth(day: string): string {
	return formatMonth(day).slice(0, 3)
}

/**
 * Bars of months, those of the quarter in colour; what is not known has none. Drawn with the colours of the page, so that
 * it prints in those of the paper.
 */
export function MonthBars({
	name,
	months,
	values,
	currentFrom,
}: {
	name: string
	months: readonly { from: string }[]
	values: readonly (number | null)[]
	/** First day of the quarter. */
	currentFrom: string
}) {
	const most = Math.max(1, ...values.map(value => value ?? 0))
	const said = months.map(
		({ from }, index) =>
			`${shortMonth(from)} ${values[index] === null || values[index] === undefined ? 'not known' : formatNumber(values[index])}`,
	)
	return (
		<div role="img" aria-label={`${name} by month: ${said.join(', ')}`} className="flex items-end gap-1">
			{months.map(({ from }, index) => {
				const value = values[index] ?? null
				return (
					<div key={from} className="flex w-8 flex-col items-center" title={said[index]}>
						<div className="flex h-9 w-full items-end border-b">
							{value === null ? (
								<span className="w-full text-center text-12 text-second">–</span>
							) : (
								<span
									className={
										from >= currentFrom
											? 'w-full rounded-t-sm bg-accent'
											: 'w-full rounded-t-sm bg-line-strong'
									}
									style={{ height: `${Math.max(value > 0 ? 4 : 0, (value / most) * 100)}%` }}
								/>
							)}
						</div>
						<span className="text-12 text-second">{shortMonth(from)}</span>
					</div>
				)
			})}
		</div>
	)
}
