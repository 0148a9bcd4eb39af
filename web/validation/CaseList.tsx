import { useState } from 'react'
import { spell } from '../accounts/spell.ts'
import { sayProblem } from '../session/call-query.ts'
import { DayText, Figure, Money } from '../ui/Amounts.tsx'
import { BandMark, levelOf } from '../ui/BandMark.tsx'
import { Button } from '../ui/Button.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatNumber } from '../ui/format-number.ts'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { caseKey, sayLowest } from './case-words.ts'
import { useAllCases } from './use-validation.ts'

const shownFirst = 10
const shownMost = 200

/** Cases by name, the largest amount first. A name opens what was shown at the time. */
export function CaseList({
	query,
	today,
	onOpen,
}: {
	query: Parameters<typeof useAllCases>[0]
	today: string
	onOpen: (past: string) => void
}) {
	const [isWhole, setWhole] = useState(false)
	const { data, error, refetch, isPlaceholderData } = useAllCases(query, {
		most: isWhole ? shownMost : shownFirst,
	})
	if (error && !data) {
		return <FailedState what="The accounts could not be read" why={sayProblem(error)} onRetry={refetch} />
	}
	if (!data) return <SkeletonRows count={5} label="Loading accounts" />
	if (data.items.length === 0) {
		return (
			<p className="py-3 text-13 text-second">
				Nobody at this threshold, or their names are not open to you.
			</p>
		)
	}
	const { currency } = data
	return (
		<div aria-busy={isPlaceholderData || undefined}>
			<SimpleTable
				label="Accounts of this list"
				rows={data.items}
				rowKey={caseKey}
				columns={[
					{
						header: 'Account',
						cell: item => (
							<button
								type="button"
								className="rounded-sm text-left font-medium hover:text-accent"
								onClick={() => onOpen(caseKey(item))}
							>
								{item.name}
							</button>
						),
					},
					{ header: 'Decided', cell: item => <DayText value={item.decided_on} today={today} /> },
					{
						header: 'Amount',
						align: 'right',
						cell: item => <Money value={item.amount} currency={currency} isWhole />,
					},
					{
						header: 'Health then',
						align: 'right',
						cell: item => <Figure value={item.score} reason="It had no score" />,
					},
					{
						header: 'Band then',
						isExtra: true,
						cell: item => (
							<BandMark
								isPlain
								level={levelOf(item.level)}
								name={item.band ? spell(item.band) : 'no score'}
							/>
						),
					},
					{
						header: 'Lowest factors then',
						isExtra: true,
						cell: item => <span className="text-second">{sayLowest(item)}</span>,
					},
					{
						header: 'Reason given',
						isExtra: true,
						cell: item => <span className="text-second">{item.reason ?? ''}</span>,
					},
				]}
			/>
			{data.total > data.items.length && (
				<div className="mt-2 flex items-center gap-3 text-12 text-second">
					{isWhole ? (
						`The ${formatNumber(data.items.length)} largest of ${formatNumber(data.total)}.`
					) : (
						<Button kind="quiet" className="text-accent" onClick={() => setWhole(true)}>
							{data.total <= shownMost ? 'Show all' : `Show ${formatNumber(shownMost)} of`}{' '}
							{formatNumber(data.total)}
						</Button>
					)}
				</div>
			)}
		</div>
	)
}
