import { Link } from '@tanstack/react-router'
import type { ContractOutput } from '../../api/contract.ts'
import type { getRiskReview } from '../../api/meetings.ts'
import { useOwnerName } from '../people/use-people.ts'
import { useToday } from '../session/use-session.ts'
import { Money } from '../ui/Amounts.tsx'
import { BandMark, BandShape, levelOf } from '../ui/BandMark.tsx'
import { sayDays } from '../ui/format-day.ts'
import { SimpleTable } from '../ui/SimpleTable.tsx'

export type RiskReview = ContractOutput<typeof getRiskReview>
type RiskAccount = RiskReview['at_risk'][number]

/** Accounts with where they came from, why, and who works on them. */
export function RiskTable({
	label,
	accounts,
	review,
	withChange = false,
}: {
	label: string
	accounts: readonly RiskAccount[]
	review: RiskReview
	withChange?: boolean
}) {
	const nameOf = useOwnerName()
	const today = useToday()
	return (
		<SimpleTable
			label={label}
			rows={accounts}
			rowKey={account => account.account_id}
			columns={[
				{
					header: 'Account',
					cell: account => (
						<Link
							to="/accounts/$id"
							params={{ id: account.account_id }}
							search={review.since ? { since: review.since } : {}}
							className="inline-flex min-h-6 items-center rounded-sm font-medium hover:text-accent"
						>
							{account.account_name}
						</Link>
					),
				},
				{
					header: 'ARR',
					align: 'right',
					isExtra: withChange,
					cell: account => (
						<Money value={account.arr} currency={review.currency} isWhole reason="No subscription is known" />
					),
				},
				{
					header: 'Health',
					cell: account => (
						<span className="inline-flex items-center gap-1.5 whitespace-nowrap">
							{withChange && account.level_before && (
								<span className="inline-flex items-center gap-1 text-second">
									<BandShape level={levelOf(account.level_before)} />
									<span>{account.score_before ?? '–'}</span>
									<span className="sr-only">, was {account.level_before}, is now </span>
									<span aria-hidden="true">→</span>
								</span>
							)}
							<BandMark level={account.level} name={`${account.score ?? '–'} ${account.band_name}`} isPlain />
						</span>
					),
				},
				{
					header: 'Why',
					cell: account =>
						account.why.length > 0 ? (
							sayDays(account.why.join(', '), today)
						) : (
							<Link
								to="/accounts/$id"
								params={{ id: account.account_id }}
								search={review.since ? { since: review.since } : {}}
								className="text-second hover:text-accent"
							>
								{withChange ? 'no signal opened; see what moved it' : 'no open signal; see the score'}
							</Link>
						),
				},
				{ header: 'Owner', isExtra: true, cell: account => nameOf(account.owner_email) ?? 'nobody' },
				{
					header: 'Play',
					isExtra: true,
					cell: account =>
						account.play ??
						(account.level === 'watch' || account.level === 'alarm' ? (
							<span className="font-medium text-alarm">no play</span>
						) : (
							''
						)),
				},
			]}
		/>
	)
}
