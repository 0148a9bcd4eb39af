import { interpolatePoints } from '../../core/health/factor-points.ts'
import type { Scale } from '../../core/model/health-model.ts'
import type { MetricUnit } from '../../core/model/metric-definition.ts'
import { formatMetric } from '../metrics/format-metric.ts'

/** Values a little beyond both ends, to show that the line is flat there. */
function rangeOf(points: readonly (readonly [number, number])[]): [number, number] {
	const first = points[0]?.[0] ?? 0
	const last = points.at(-1)?.[0] ?? 1
	const margin = last === first ? Math.max(1, Math.abs(first)) : (last - first) * 0.12
	return [first - margin, last + margin]
}

function describe(scale: Scale, unit: MetricUnit | null): string {
	if (scale.kind === 'rank') return `Rank among the segment, ${scale.better} is better`
	return scale.points
		.map(([value, points]) => `${formatMetric(value, unit)} gives ${points} points`)
		.join(', ')
}

/** How a metric's value becomes points, as a small line: value to the right, 0 to 100 points up. */
export function ScaleCurve({
	scale,
	unit,
	size = 'small',
}: {
	scale: Scale
	unit: MetricUnit | null
	size?: 'small' | 'large'
}) {
	const [width, height] = size === 'small' ? [88, 26] : [360, 130]
	const inset = size === 'small' ? 2 : 8
	const points: readonly (readonly [number, number])[] =
		scale.kind === 'breakpoints'
			? scale.points
			: scale.better === 'more'
				? [
						[0, 0],
						[1, 100],
					]
				: [
						[0, 100],
						[1, 0],
					]
	const [low, high] = rangeOf(points)
	const x = (value: number) => inset + ((value - low) / (high - low)) * (width - 2 * inset)
	const y = (value: number) => height - inset - (value / 100) * (height - 2 * inset)
	const line = [low, ...points.map(([value]) => value), high]
		.map(value => `${x(value).toFixed(1)},${y(interpolatePoints(points, value)).toFixed(1)}`)
		.join(' ')
	return (
		<svg
			role="img"
			aria-label={describe(scale, unit)}
			viewBox={`0 0 ${width} ${height}`}
			width={width}
			height={height}
			className="max-w-full shrink-0"
		>
			<title>{describe(scale, unit)}</title>
			{[0, 50, 100].map(level => (
				<line
					key={level}
					x1={inset}
					x2={width - inset}
					y1={y(level)}
					y2={y(level)}
					stroke="var(--line)"
					strokeWidth="1"
				/>
			))}
			<polyline
				points={line}
				fill="none"
				stroke="var(--accent)"
				strokeWidth={size === 'small' ? 1.5 : 2}
				strokeDasharray={scale.kind === 'rank' ? '3 2' : undefined}
				strokeLinejoin="round"
			/>
			{size === 'large' &&
				points.map(([value, at]) => (
					<g key={value}>
						<circle cx={x(value)} cy={y(at)} r="3.5" fill="var(--accent)" />
						{scale.kind === 'breakpoints' && (
							<text
								x={x(value)}
								y={at > 80 ? y(at) + 15 : y(at) - 7}
								textAnchor={x(value) > width - 40 ? 'end' : x(value) < 40 ? 'start' : 'middle'}
								fontSize="11"
								fill="var(--second)"
							>
								{formatMetric(value, unit)}
							</text>
						)}
					</g>
				))}
		</svg>
	)
}
