import type { ChartSpec } from './chart-spec.ts'

/** The numbers of a chart. */
export function ChartTable({ spec, height }: { spec: ChartSpec; height: number }) {
	const { title, periods, format, interval } = spec
	const series = [
		...spec.series,
		...(interval
			? [
					{ name: 'From', values: interval.low },
					{ name: 'To', values: interval.high },
				]
			: []),
	]
	return (
		<section
			className="overflow-auto rounded-md border"
			style={{ maxHeight: height }}
			// biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
			tabIndex={0}
			aria-label={title}
		>
			<table className="w-full text-13">
				<thead className="sticky top-0 bg-surface text-12 text-second">
					<tr>
						<th scope="col" className="h-8 px-3 text-left font-medium">
							Period
						</th>
						{series.map(({ name }) => (
							<th key={name} scope="col" className="px-3 text-right font-medium">
								{name}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{periods.map((period, index) => (
						<tr key={period} className="border-t">
							<th scope="row" className="h-7 whitespace-nowrap px-3 text-left font-normal">
								{period}
								{spec.incompleteFrom != null && index >= spec.incompleteFrom && (
									<span className="text-second"> (not complete)</span>
								)}
							</th>
							{series.map(({ name, values }) => {
								const value = values[index] ?? null
								return (
									<td key={name} className="px-3 text-right">
										{value === null ? '–' : format(value)}
									</td>
								)
							})}
						</tr>
					))}
				</tbody>
			</table>
		</section>
	)
}
