import { sayProblem } from '../session/call-query.ts'
import { Money } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import type { ExpansionSearch } from './expansion-search.ts'
import { SuggestionList } from './SuggestionList.tsx'
import { useSuggestions } from './use-expansion.ts'

/** Accounts whose growth signals suggest an expansion, the most money first. */
export function SuggestionsTab({
	search,
	today,
	mayChange,
}: {
	search: ExpansionSearch
	today: string
	mayChange: boolean
}) {
	const list = useSuggestions(search)
	const head = list.data?.pages[0]
	const rows = list.data?.pages.flatMap(page => page.items) ?? []
	if (list.error && !head) {
		return (
			<FailedState
				what="The suggestions could not be read"
				why={sayProblem(list.error)}
				onRetry={list.refetch}
			/>
		)
	}
	if (!head) return <SkeletonRows label="Loading the suggestions" />
	if (rows.length === 0) {
		return (
			<EmptyState sentence="No growth signal is on that was not answered. Signals come with the day: seats nearly full, usage up, a higher plan tried, health held, a new team." />
		)
	}
	return (
		<>
			<p className="mb-2 text-13 text-second">
				{formatCount(head.total, 'suggestion')}, about{' '}
				<Money value={head.amount} currency={head.currency} isShort /> a year if all came. Amounts are rough;
				each says where it comes from.
			</p>
			<SuggestionList suggestions={rows} today={today} mayChange={mayChange} />
			{list.hasNextPage && (
				<Button className="mt-3" isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
					Show more
				</Button>
			)}
		</>
	)
}
