import { formatPercent } from './format-number.ts'
import { Unknown } from './Unknown.tsx'

/** A rate with its interval: numbers, and a bar from 0 to 100 % with a soft band and a tick. */
export function RateBar({
	value,
	low,
	high,
	reason,
}: {
	value: number | null
	low: number | null
	high: number | null
	reason?: string
}) {
	if (value === null || low === null || high === null) return <Unknown reason={reason} />
	const position = (share: number) => `${Math.min(100, Math.max(0, share * 100))}%`
	return (
		<span className="inline-flex items-center gap-2 whitespace-nowrap">
			<span aria-hidden="true" className="relative h-2.5 w-24 rounded-sm bg-hover max-md:hidden">
				<span
					className="absolute inset-y-0 rounded-sm bg-accent-soft"
					style={{ left: position(low), right: position(1 - high) }}
				/>
				<span
					className="-translate-x-1/2 absolute inset-y-0 w-0.5 bg-accent"
					style={{ left: position(value) }}
				/>
			</span>
			{/* As wide as the widest, so that bars stand under one another. */}
			<span className="md:min-w-28">
				{formatPercent(value, 0)}{' '}
				<span className="text-second">
					({Math.round(low * 100)}–{formatPercent(high, 0)})
				</span>
			</span>
		</span>
	)
}
