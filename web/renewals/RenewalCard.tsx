import type { RenewalEntry } from '../../api/renewal-entry.ts'
import { spell } from '../accounts/spell.ts'
import { Badge } from '../ui/Badge.tsx'
import { BandMark } from '../ui/BandMark.tsx'
import { classNames } from '../ui/class-names.ts'
import { formatDate } from '../ui/format-day.ts'
import { formatMoney, formatProbability } from '../ui/format-number.ts'
import { categoryTones } from './renewal-words.ts'

export const cardHeight = 108

function sayDaysTo(days: number): string {
	return days < 0 ? `${-days} d ago` : `${days} d`
}

/** One word of what has to be looked at first. */
function markOf(entry: RenewalEntry): { word: string; tone: 'alarm' | 'watch' } | undefined {
	if (entry.is_late) return { word: 'no outcome', tone: 'alarm' }
	if (entry.disagreement) return { word: 'calls at odds', tone: 'watch' }
	if (entry.call_due_since) return { word: 'call due', tone: 'watch' }
	return undefined
}

/** What a card shows; only text, because the card itself is what is pressed and moved. */
export function RenewalCard({
	entry,
	today,
	ownerName,
	isLifted = false,
}: {
	entry: RenewalEntry
	today: string
	ownerName: string | undefined
	isLifted?: boolean
}) {
	const { target_amount: amount, currency, probability, category } = entry
	const mark = markOf(entry)
	return (
		<div
			style={{ height: cardHeight }}
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
					{formatDate(entry.renewal_on, today)} · {sayDaysTo(entry.days_to_renewal)}
				</span>
				<span className="whitespace-nowrap" title="P(renew), by the model">
					{probability === null ? '' : `renews ${formatProbability(probability)}`}
				</span>
			</div>
			<div className="flex items-center gap-2">
				<BandMark isPlain level={entry.level} name={entry.band ? spell(entry.band) : 'Unknown'} />
				<span className="ml-auto min-w-0 truncate text-12 text-second">{ownerName ?? 'No owner'}</span>
			</div>
			<div className="mt-auto flex gap-1.5">
				{category && <Badge tone={categoryTones[category]}>{category}</Badge>}
				{mark && <Badge tone={mark.tone}>{mark.word}</Badge>}
			</div>
		</div>
	)
}
