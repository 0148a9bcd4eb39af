import { BandShape, levelOf } from '../ui/BandMark.tsx'
import { classNames } from '../ui/class-names.ts'
import { formatCount, formatNumber } from '../ui/format-number.ts'
import type { DistributionDay } from './use-health.ts'

const fills: Record<string, string> = {
	good: 'bg-good',
	fine: 'bg-fine',
	watch: 'bg-watch',
	alarm: 'bg-alarm',
	unknown: 'bg-line-strong',
}

/** One bar per segment, split by band; counts stand beside it. */
export function SegmentBars({
	entries,
	onChoose,
}: {
	entries: readonly { segment: string; name: string; latest: DistributionDay | undefined }[]
	onChoose: (segment: string) => void
}) {
	return (
		<ul className="flex flex-col gap-3">
			{entries
				.filter(({ latest }) => (latest?.customers ?? 0) > 0)
				.map(({ segment, name, latest }) => (
					<li key={segment} className="text-13">
						<div className="mb-1 flex flex-wrap items-center gap-x-3">
							<button
								type="button"
								className="rounded-sm font-medium hover:text-accent"
								onClick={() => onChoose(segment)}
							>
								{name}
							</button>
							<span className="text-second">{formatCount(latest?.customers ?? 0, 'customer')}</span>
							<span className="ml-auto flex gap-3">
								{latest?.bands.map(band => (
									<span key={band.band} className="inline-flex items-center gap-1" title={band.name}>
										<BandShape level={levelOf(band.level)} size={10} />
										<span className="sr-only">{band.name}</span>
										{formatNumber(band.accounts)}
									</span>
								))}
							</span>
						</div>
						<div aria-hidden="true" className="flex h-2 gap-px overflow-hidden rounded-full">
							{latest?.bands.map(band => (
								<div
									key={band.band}
									className={classNames('h-full', fills[band.level])}
									style={{ width: `${(band.accounts / Math.max(1, latest.customers)) * 100}%` }}
								/>
							))}
						</div>
					</li>
				))}
		</ul>
	)
}
