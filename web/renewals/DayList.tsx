import { Link } from '@tanstack/react-router'
import { DayText, Money } from '../ui/Amounts.tsx'
import { BandMark } from '../ui/BandMark.tsx'
import { formatNumber } from '../ui/format-number.ts'
import { linkClass } from '../ui/TextLink.tsx'
import { stageNames } from './renewal-words.ts'
import type { CalendarDay } from './use-renewals.ts'

const mostShown = 20

/** Renewals of a day, or the largest of several. */
export function DayList({
	title,
	days,
	today,
	currency,
	onOpen,
}: {
	title: string
	days: readonly CalendarDay[]
	today: string
	currency: string | null
	onOpen: (id: string) => void
}) {
	const items = days
		.flatMap(({ day, items }) => items.map(item => ({ ...item, day })))
		.sort((a, b) => Number(b.target_amount ?? 0) - Number(a.target_amount ?? 0))
		.slice(0, mostShown)
	const count = days.reduce((sum, day) => sum + day.count, 0)
	return (
		<section aria-label={title} className="min-w-0">
			<h3 className="mb-1 font-medium text-13">{title}</h3>
			{items.length === 0 && <p className="text-13 text-second">Nothing is due.</p>}
			<ul>
				{items.map(item => (
					<li key={item.id} className="flex flex-col gap-0.5 border-b py-2 text-13">
						<span className="flex gap-2">
							{item.stage ? (
								<button
									type="button"
									className={`${linkClass} min-w-0 flex-1 truncate text-left`}
									onClick={() => onOpen(item.id)}
								>
									{item.account_name ?? item.account_id}
								</button>
							) : (
								<Link
									to="/accounts/$id"
									params={{ id: item.account_id }}
									className={`${linkClass} min-w-0 flex-1 truncate`}
								>
									{item.account_name ?? item.account_id}
								</Link>
							)}
							<Money value={item.target_amount} currency={currency} isWhole />
						</span>
						<span className="flex items-center gap-2 text-12 text-second">
							<DayText value={item.day} today={today} />
							<span>{item.stage ? stageNames[item.stage] : 'Not open yet'}</span>
							{item.risk && (
								<span className="ml-auto">
									{item.risk === 'high' ? (
										<BandMark isPlain level="alarm" name="High risk" />
									) : (
										`${item.risk} risk`
									)}
								</span>
							)}
						</span>
					</li>
				))}
			</ul>
			{count > items.length && (
				<p className="pt-2 text-12 text-second">
					The largest {formatNumber(items.length)} of {formatNumber(count)}.
				</p>
			)}
		</section>
	)
}
