import type { OpportunityEntry } from '../../api/opportunity-entry.ts'
import { Badge } from '../ui/Badge.tsx'
import { classNames } from '../ui/class-names.ts'
import { formatDate } from '../ui/format-day.ts'
import { formatCount, formatMoney, formatPercent } from '../ui/format-number.ts'
import { leverNames } from './expansion-words.ts'

/** When it is decided or was; else how long it has been worked on. */
function whenOf({ closed_on, expected_on, age_days }: OpportunityEntry, today: string): string {
	if (closed_on) return ` · closed ${formatDate(closed_on, today)}`
	if (expected_on) return ` · by ${formatDate(expected_on, today)}`
	return ` · open ${formatCount(age_days, 'day')}`
}

/** What a card shows; only text, because the card itself is what is pressed and moved. */
export function OpportunityCard({
	entry,
	today,
	ownerName,
	isLifted = false,
}: {
	entry: OpportunityEntry
	today: string
	ownerName: string | undefined
	isLifted?: boolean
}) {
	const { amount, currency, won_rate } = entry
	return (
		<div
			className={classNames(
				'flex flex-col gap-1 rounded-md border bg-surface p-2.5 text-left text-13',
				isLifted && 'shadow-raised',
			)}
		>
			<div className="flex gap-2">
				<span className="min-w-0 flex-1 truncate font-medium">{entry.account_name ?? entry.account_id}</span>
				<span className="whitespace-nowrap">
					{amount === null || !currency ? '–' : formatMoney(Math.round(Number(amount)), currency)}
				</span>
			</div>
			<div className="flex gap-2 text-12 text-second">
				<span className="min-w-0 flex-1 truncate">
					{leverNames[entry.lever]}
					{whenOf(entry, today)}
				</span>
				{won_rate !== null && entry.closed_on === null && (
					<span className="whitespace-nowrap">P(won) {formatPercent(won_rate, 0)}</span>
				)}
			</div>
			<div className="flex flex-wrap items-center gap-1.5">
				{entry.lead === 'sales' && <Badge tone="accent">sales leads</Badge>}
				{entry.closed_on === null && entry.unanswered.length > 0 && (
					<Badge tone="watch">{entry.unanswered.length} to answer</Badge>
				)}
				<span className="ml-auto min-w-0 truncate text-12 text-second">{ownerName ?? 'No owner'}</span>
			</div>
		</div>
	)
}
