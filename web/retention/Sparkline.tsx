/** A small trend without axes; what it says stands in its label. */
export function Sparkline({
	values,
	label,
	width = 120,
	height = 28,
}: {
	values: readonly (number | null)[]
	label: string
	width?: number
	height?: number
}) {
	const known = values.filter(value => value !== null)
	if (known.length < 2) return <div style={{ height }} />
	const [low, high] = [Math.min(...known), Math.max(...known)]
	const span = high - low || 1
	const step = width / Math.max(1, values.length - 1)
	const points = values.flatMap((value, index) =>
		value === null ? [] : [{ x: index * step, y: height - 3 - ((value - low) / span) * (height - 6) }],
	)
	const last = points.at(-1)
	return (
		<svg
			role="img"
			aria-label={label}
			viewBox={`0 0 ${width} ${height}`}
			className="h-7 w-full max-w-40 overflow-visible"
			preserveAspectRatio="none"
		>
			<polyline
				points={points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}
				fill="none"
				stroke="var(--accent)"
				strokeWidth={1.5}
				vectorEffect="non-scaling-stroke"
			/>
			{last && <circle cx={last.x} cy={last.y} r={2} fill="var(--accent)" />}
		</svg>
	)
}
