import { formatPercent } from '../ui/format-number.ts'
import { useWidth } from '../ui/use-width.ts'

interface Line {
	name: string
	values: readonly (number | null)[]
	isSecond?: boolean
}

/** Two trends with their axis, drawn so that they print as they stand. The part that is not complete is dashed. */
export function TrendLines({
	lines,
	months,
	incompleteFrom,
	targets,
	title,
}: {
	lines: readonly Line[]
	months: readonly string[]
	incompleteFrom: number | null
	targets: readonly { name: string; value: number }[]
	title: string
}) {
	const [ref, width] = useWidth<HTMLDivElement>(720)
	const known = [
		...lines.flatMap(({ values }) => values.filter(value => value !== null)),
		...targets.map(({ value }) => value),
	]
	const low = Math.floor((Math.min(...known) - 0.01) * 20) / 20
	const high = Math.ceil((Math.max(...known) + 0.01) * 20) / 20
	const [left, right, height] = [44, width - 40, 190]
	const x = (index: number) => left + (index / Math.max(1, months.length - 1)) * (right - left)
	const y = (value: number) => 8 + ((high - value) / (high - low)) * (height - 36)
	const ticks = [low, (low + high) / 2, high]
	const pathOf = (values: readonly (number | null)[], from: number, to: number) =>
		values
			.flatMap((value, index) =>
				value === null || index < from || index > to ? [] : [`${x(index).toFixed(1)},${y(value).toFixed(1)}`],
			)
			.join(' ')
	const cut = incompleteFrom ?? months.length
	const namedEvery = width < 480 ? 8 : 4
	return (
		<div ref={ref}>
			{known.length === 0 ? (
				<p className="text-12 text-second">No month is known yet.</p>
			) : (
				<svg role="img" aria-label={title} viewBox={`0 0 ${width} ${height}`} className="w-full">
					{ticks.map(tick => (
						<g key={tick}>
							<line x1={left} x2={right} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
							<text x={left - 6} y={y(tick) + 4} textAnchor="end" fontSize={12} fill="var(--second)">
								{formatPercent(tick, 0)}
							</text>
						</g>
					))}
					{targets.map(({ name, value }) => (
						<g key={name}>
							<line
								x1={left}
								x2={right}
								y1={y(value)}
								y2={y(value)}
								stroke="var(--second)"
								strokeDasharray="3 3"
							/>
							<text
								x={right - 4}
								y={y(value) + 15}
								textAnchor="end"
								fontSize={12}
								fill="var(--second)"
								stroke="var(--ground)"
								strokeWidth={4}
								paintOrder="stroke"
							>
								{name}
							</text>
						</g>
					))}
					{lines.map(({ name, values, isSecond }) => {
						const colour = isSecond ? 'var(--second)' : 'var(--accent)'
						const last = values.findLastIndex(value => value !== null)
						return (
							<g key={name}>
								<polyline
									points={pathOf(values, 0, cut - 1)}
									fill="none"
									stroke={colour}
									strokeWidth={1.75}
								/>
								<polyline
									points={pathOf(values, cut - 1, months.length)}
									fill="none"
									stroke={colour}
									strokeWidth={1.75}
									strokeDasharray="4 3"
								/>
								{last >= 0 && (
									<text x={x(last) + 6} y={y(values[last] ?? 0) + 4} fontSize={12} fill="var(--ink)">
										{name}
									</text>
								)}
							</g>
						)
					})}
					{months.map((month, index) =>
						index % namedEvery === 0 ? (
							<text
								key={month}
								x={x(index)}
								y={height - 8}
								textAnchor="middle"
								fontSize={12}
								fill="var(--second)"
							>
								{month}
							</text>
						) : null,
					)}
				</svg>
			)}
		</div>
	)
}
