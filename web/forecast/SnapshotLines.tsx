import { formatDate } from '../ui/format-day.ts'
import { formatMoney } from '../ui/format-number.ts'
import type { Snapshots } from './use-forecast.ts'

/** The snapshots of a quarter, drawn so that they print as they stand: expected with its band, target, what came. */
export function SnapshotLines({
	snapshots,
	target,
	today,
}: {
	snapshots: Snapshots
	target: string | null
	today: string
}) {
	const { items, actual } = snapshots
	const currency = snapshots.currency ?? 'USD'
	if (items.length < 2) {
		return <p className="text-12 text-second">The line begins with the second weekly snapshot.</p>
	}
	const flat = [
		...(target === null ? [] : [{ name: 'Target', value: Number(target) }]),
		...(actual === null ? [] : [{ name: 'Came to', value: Number(actual) }]),
	]
	const high = Math.max(...items.map(item => Number(item.high)), ...flat.map(({ value }) => value)) * 1.04
	const [left, right, height] = [56, 640, 128]
	const x = (index: number) => left + (index / (items.length - 1)) * (right - left)
	const y = (value: number) => 8 + ((high - value) / high) * (height - 34)
	const points = (key: 'expected' | 'closed' | 'low' | 'high') =>
		items.map((item, index) => `${x(index).toFixed(1)},${y(Number(item[key])).toFixed(1)}`)
	const last = items.at(-1)
	const dayOf = (item: (typeof items)[number] | undefined) => item && formatDate(item.taken_on, today)
	const money = (value: number) => formatMoney(value, currency, { isShort: true })
	return (
		<svg
			role="img"
			aria-label={`Expected ${money(Number(items[0]?.expected))} on ${dayOf(items[0])}, ${money(Number(last?.expected))} on ${dayOf(last)}`}
			viewBox={`0 0 720 ${height}`}
			className="w-full"
		>
			{[0, high / 2 / 1.04, high / 1.04].map(tick => (
				<g key={tick}>
					<line x1={left} x2={right} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
					<text x={left - 6} y={y(tick) + 4} textAnchor="end" fontSize={11} fill="var(--second)">
						{money(tick)}
					</text>
				</g>
			))}
			<polygon
				points={[...points('high'), ...points('low').reverse()].join(' ')}
				fill="var(--accent)"
				opacity={0.16}
			/>
			<polyline points={points('closed').join(' ')} fill="none" stroke="var(--second)" strokeWidth={1.5} />
			<polyline points={points('expected').join(' ')} fill="none" stroke="var(--accent)" strokeWidth={2} />
			{flat.map(({ name, value }) => (
				<g key={name}>
					<line
						x1={left}
						x2={right}
						y1={y(value)}
						y2={y(value)}
						stroke="var(--second)"
						strokeDasharray="3 3"
					/>
					<text x={left + 4} y={y(value) - 4} fontSize={11} fill="var(--second)">
						{name} {money(value)}
					</text>
				</g>
			))}
			{last && (
				<>
					<text x={right + 6} y={y(Number(last.expected)) + 4} fontSize={11} fill="var(--ink)">
						Expected
					</text>
					<text x={right + 6} y={y(Number(last.closed)) + 4} fontSize={11} fill="var(--ink)">
						Closed
					</text>
				</>
			)}
			{items.map((item, index) =>
				index % Math.ceil(items.length / 6) === 0 ? (
					<text
						key={item.taken_on}
						x={x(index)}
						y={height - 6}
						textAnchor="middle"
						fontSize={11}
						fill="var(--second)"
					>
						{formatDate(item.taken_on, today)}
					</text>
				) : null,
			)}
		</svg>
	)
}
