import { useState } from 'react'
import { sayProblem } from '../session/call-query.ts'
import { Button } from '../ui/Button.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatNumber } from '../ui/format-number.ts'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { CaseTable } from './CaseTable.tsx'
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
	return (
		<div aria-busy={isPlaceholderData || undefined}>
			<CaseTable
				label="Accounts of this list"
				cases={data.items}
				currency={data.currency}
				today={today}
				onOpen={onOpen}
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
