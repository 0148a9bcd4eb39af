import { Link } from '@tanstack/react-router'
import type { RenewalEntry } from '../../api/renewal-entry.ts'
import { callCategories } from '../../core/model/forecast.ts'
import { spell } from '../accounts/spell.ts'
import { DayText, Figure, Money, Percent } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { BandMark } from '../ui/BandMark.tsx'
import { formatDate } from '../ui/format-day.ts'
import type { TableColumn } from '../ui/table-column.ts'
import { Unknown } from '../ui/Unknown.tsx'
import { categoryTones, stageNames } from './renewal-words.ts'

/** Account, ARR, date, health, risk, owner: the renewal view. */
export function renewalColumns(
	today: string,
	nameOf: (email: string | null) => string | undefined,
): TableColumn<RenewalEntry>[] {
	return [
		{
			id: 'account',
			header: 'Account',
			width: 176,
			isGrowing: true,
			isFixed: true,
			sortValue: row => row.account_name,
			cell: row => (
				<Link
					to="/accounts/$id"
					params={{ id: row.account_id }}
					className="rounded-sm font-medium hover:text-accent"
				>
					{row.account_name ?? row.account_id}
				</Link>
			),
		},
		{
			id: 'target',
			header: 'Target',
			hint: 'ARR of the contract that is decided.',
			width: 92,
			align: 'right',
			sortValue: row => (row.target_amount === null ? null : Number(row.target_amount)),
			cell: row => <Money value={row.target_amount} currency={row.currency} isWhole />,
		},
		{
			id: 'renewal_on',
			header: 'Date',
			width: 106,
			align: 'right',
			sortValue: row => row.renewal_on,
			cell: row => <DayText value={row.renewal_on} today={today} />,
		},
		{
			id: 'days',
			header: 'Days',
			hint: 'Days until the renewal date; below 0 it has passed without an outcome.',
			width: 70,
			align: 'right',
			sortValue: row => row.days_to_renewal,
			cell: row => <Figure value={row.days_to_renewal} />,
		},
		{
			id: 'score',
			header: 'Health',
			width: 78,
			align: 'right',
			sortValue: row => row.score,
			cell: row => <Figure value={row.score} reason="No score" />,
		},
		{
			id: 'band',
			header: 'Band',
			width: 102,
			sortValue: row => row.score,
			cell: row => <BandMark level={row.level} name={row.band ? spell(row.band) : 'Unknown'} />,
		},
		{
			id: 'risk',
			header: 'Risk',
			hint: 'By the band of the account’s health.',
			width: 70,
			sortValue: row => row.risk,
			cell: row => row.risk ?? <Unknown />,
		},
		{
			id: 'stage',
			header: 'Stage',
			width: 114,
			sortValue: row => row.stage,
			cell: row => stageNames[row.stage],
		},
		{
			id: 'probability',
			header: 'P(renew)',
			hint: 'How likely it renews, by the model.',
			width: 94,
			align: 'right',
			sortValue: row => row.probability,
			cell: row => <Percent value={row.probability} digits={0} reason="No renewal model is trained yet" />,
		},
		{
			id: 'forecast',
			header: 'Forecast',
			hint: 'What is expected to be signed if it renews.',
			width: 110,
			align: 'right',
			isExtra: true,
			sortValue: row => (row.forecast_amount === null ? null : Number(row.forecast_amount)),
			cell: row => <Money value={row.forecast_amount} currency={row.currency} isWhole />,
		},
		{
			id: 'call',
			header: 'Call',
			hint: 'The manager’s, else the CSM’s, else the model’s.',
			width: 136,
			sortValue: row => (row.category === null ? null : callCategories.indexOf(row.category)),
			cell: row =>
				row.category ? (
					<span className="flex items-center gap-1.5">
						<Badge tone={categoryTones[row.category]}>{row.category}</Badge>
						{row.disagreement && (
							<span title={row.disagreement} className="text-12 text-watch">
								at odds
							</span>
						)}
						{!row.disagreement && row.call_due_since && (
							<span
								title={`The CSM’s call has been due since ${formatDate(row.call_due_since, today)}`}
								className="text-12 text-watch"
							>
								call due
							</span>
						)}
					</span>
				) : (
					<Unknown reason="Nobody called it, and nothing was decided yet to learn from" />
				),
		},
		{
			id: 'owner',
			header: 'Owner',
			width: 122,
			sortValue: row => nameOf(row.owner_email) ?? null,
			cell: row => nameOf(row.owner_email) ?? <Unknown reason="Nobody owns it" />,
		},
	]
}
