import type { ReactNode } from 'react'
import { classNames } from '../ui/class-names.ts'
import { formatMoney } from '../ui/format-number.ts'
import { useMediaQuery } from '../ui/use-media-query.ts'
import type { Forecast } from './use-forecast.ts'

interface Tick {
	name: string
	value: number
}

interface JoinedTick {
	names: string[]
	values: number[]
}

/** Ticks that lie closer than this share of the width take one label together. */
const tooClose = 0.07

function joinTicks(ticks: readonly Tick[], width: number): JoinedTick[] {
	const joined: JoinedTick[] = []
	for (const { name, value } of [...ticks].sort((a, b) => a.value - b.value)) {
		const last = joined.at(-1)
		if (last && value - (last.values.at(-1) ?? 0) < width * tooClose) {
			last.names.push(name)
			last.values.push(value)
		} else joined.push({ names: [name], values: [value] })
	}
	return joined
}

function middleOf(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** From nothing to what is due: closed, expected with its interval, the scenarios, the target. */
export function IntervalBar({ forecast }: { forecast: Forecast }) {
	const currency = forecast.currency ?? 'USD'
	const [closed, expected, low, high] = [forecast.closed, forecast.expected, forecast.low, forecast.high].map(
		Number,
	) as [number, number, number, number]
	const due = Number(forecast.due)
	const target = forecast.target === null ? null : Number(forecast.target)
	const { commit, likely, best } = forecast.scenarios
	const end = Math.max(due, high, Number(best), target ?? 0, 1) * 1.02
	const width = useMediaQuery('(max-width: 480px)') ? 360 : 720
	const at = (value: number) => (value / end) * width
	const ticks = joinTicks(
		[
			{ name: 'commit', value: Number(commit) },
			{ name: 'likely', value: Number(likely) },
			{ name: 'best', value: Number(best) },
			{ name: 'due', value: due },
		],
		end,
	)
	const money = (value: number) => formatMoney(value, currency, { isShort: true })
	const anchorOf = (x: number) => (x > width - 100 ? 'end' : x < 60 ? 'start' : 'middle')
	return (
		<figure className="m-0 flex max-w-3xl flex-col gap-1">
			<svg
				role="img"
				aria-label={`Closed ${money(closed)}, expected ${money(expected)}, 80 % of outcomes between ${money(low)} and ${money(high)}, due ${money(due)}${target === null ? '' : `, target ${money(target)}`}`}
				viewBox={`0 0 ${width} 76`}
				className="w-full"
			>
				<line x1={0} x2={width} y1={46} y2={46} stroke="var(--line)" />
				<rect x={0} y={26} width={Math.max(1, at(expected))} height={20} fill="var(--accent-soft)" />
				<rect x={0} y={26} width={at(closed)} height={20} fill="var(--second)" />
				<rect
					x={at(low)}
					y={22}
					width={Math.max(2, at(high) - at(low))}
					height={28}
					rx={2}
					fill="var(--accent)"
					opacity={0.28}
				/>
				<line x1={at(expected)} x2={at(expected)} y1={20} y2={52} stroke="var(--accent)" strokeWidth={2} />
				{target !== null && (
					<>
						<line x1={at(target)} x2={at(target)} y1={16} y2={56} stroke="var(--ink)" strokeDasharray="3 3" />
						<text x={at(target)} y={11} fontSize={12} fill="var(--ink)" textAnchor={anchorOf(at(target))}>
							target {money(target)}
						</text>
					</>
				)}
				{ticks.map(({ names, values }) => (
					<g key={names.join()}>
						{values.map((value, index) => (
							<line key={names[index]} x1={at(value)} x2={at(value)} y1={46} y2={53} stroke="var(--second)" />
						))}
						<text
							x={at(middleOf(values))}
							y={68}
							fontSize={12}
							fill="var(--second)"
							textAnchor={anchorOf(at(middleOf(values)))}
						>
							{names.join(', ')}
						</text>
					</g>
				))}
			</svg>
			<figcaption className="flex flex-wrap gap-x-4 gap-y-0.5 text-12 text-second">
				<Key className="bg-second">closed {money(closed)}</Key>
				<Key className="bg-accent-soft">
					expected of the open ones {money(Math.max(0, expected - closed))}
				</Key>
				<Key className="bg-accent/30">80 % of outcomes</Key>
			</figcaption>
		</figure>
	)
}

function Key({ className, children }: { className: string; children: ReactNode }) {
	return (
		<span className="inline-flex items-center gap-1.5">
			<span aria-hidden="true" className={classNames('size-2.5 rounded-sm', className)} />
			{children}
		</span>
	)
}
