import { Link } from '@tanstack/react-router'
import type { ContractOutput } from '../../api/contract.ts'
import type { getFreshness } from '../../api/data.ts'
import { sayKind } from '../data/say-kind.ts'
import { useFreshness } from '../data/use-data.ts'
import { DayText, InstantText } from '../ui/Amounts.tsx'
import { classNames } from '../ui/class-names.ts'
import { formatDate } from '../ui/format-day.ts'
import { Popover } from '../ui/Popover.tsx'
import { linkClass } from '../ui/TextLink.tsx'

type Freshness = ContractOutput<typeof getFreshness>

const colours = {
	fresh: 'bg-good',
	stale: 'bg-watch',
	outage: 'bg-alarm',
	empty: 'bg-second',
} as const

function sayState(freshness: Freshness): string {
	if (freshness.state === 'empty') return 'No data yet'
	const until = freshness.data_until ? `Data to ${formatDate(freshness.data_until, freshness.today)}` : 'Data'
	const stale = freshness.kinds.filter(kind => kind.stale).length
	if (freshness.state === 'outage') return `${until} · outage`
	return stale > 0 ? `${until} · ${stale} stale` : `${until} · all fresh`
}

function FreshnessList({ freshness }: { freshness: Freshness }) {
	const { today } = freshness
	return (
		<div className="flex flex-col gap-3">
			<table className="w-full text-13">
				<caption className="mb-1 text-left font-medium">How far the data reach</caption>
				<tbody>
					{freshness.kinds.map(kind => (
						<tr key={kind.kind}>
							<th scope="row" className="py-0.5 pr-4 text-left font-normal">
								{sayKind(kind.kind)}
							</th>
							<td className="text-right">
								<DayText value={kind.data_until} today={today} reason="Never loaded" />
							</td>
							<td className={classNames('pl-3', kind.stale ? 'text-watch' : 'text-second')}>
								{kind.stale ? 'stale' : 'fresh'}
							</td>
						</tr>
					))}
				</tbody>
			</table>
			{freshness.outages.length > 0 && (
				<p className="text-alarm">
					Usage was missing for many accounts on{' '}
					{freshness.outages.map(({ day }) => formatDate(day, today)).join(', ')}. Signals of usage are held.
				</p>
			)}
			<p className="text-12 text-second">
				Shown as of <DayText value={freshness.as_of} today={today} reason="The day has not run yet" />
				{freshness.computed_at && (
					<>
						, computed <InstantText value={freshness.computed_at} />
					</>
				)}
			</p>
			<Link to="/data" className={linkClass}>
				Open data
			</Link>
		</div>
	)
}

/** How far the data reach, with the state of the worst source; opens freshness by source. */
export function FreshnessPill() {
	const { data } = useFreshness()
	if (!data) return null
	return (
		<Popover
			label="Freshness by source"
			align="end"
			className="w-80"
			trigger={
				<button
					type="button"
					className="flex h-7 items-center gap-2 whitespace-nowrap rounded-full border bg-surface px-3 text-12 text-second hover:bg-hover hover:text-ink"
				>
					<span aria-hidden="true" className={classNames('size-2 rounded-full', colours[data.state])} />
					{sayState(data)}
				</button>
			}
		>
			<FreshnessList freshness={data} />
		</Popover>
	)
}
