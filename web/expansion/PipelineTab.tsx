import { useState } from 'react'
import type { OpportunityEntry } from '../../api/opportunity-entry.ts'
import type { OpportunityStage } from '../../core/model/opportunity.ts'
import { useOwnerName } from '../people/use-people.ts'
import { sayProblem } from '../session/call-query.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import type { ExpansionSearch } from './expansion-search.ts'
import { whatIsMissing } from './expansion-words.ts'
import { OpportunitySheet } from './OpportunitySheet.tsx'
import { OpportunityTable } from './OpportunityTable.tsx'
import { useOpportunityBoard, useOpportunityChange } from './use-expansion.ts'

/** By itself: what moves cards about is of no use to the table. */
const OpportunityBoard = lazyPart(
	async () => (await import('./OpportunityBoard.tsx')).OpportunityBoard,
	<SkeletonRows label="Loading the board" />,
)

interface TabProps {
	search: ExpansionSearch
	today: string
	mayChange: boolean
	onChange: (next: Partial<ExpansionSearch>) => void
}

function BoardView({
	search,
	today,
	mayChange,
	onOpen,
	onAsk,
}: Pick<TabProps, 'search' | 'today' | 'mayChange'> & {
	onOpen: (entry: OpportunityEntry) => void
	/** A move that asks for more first. */
	onAsk: (entry: OpportunityEntry, stage: OpportunityStage) => void
}) {
	const nameOf = useOwnerName()
	const { data, error, refetch } = useOpportunityBoard(search)
	const act = useOpportunityChange()
	if (error && !data) {
		return (
			<div className="px-6 max-md:px-4">
				<FailedState what="The pipeline could not be read" why={sayProblem(error)} onRetry={refetch} />
			</div>
		)
	}
	if (!data) return <SkeletonRows label="Loading the pipeline" />
	if (data.columns.every(({ total }) => total === 0)) {
		return (
			<EmptyState sentence="No opportunity is here. Accept a suggestion, load opportunities, or write one down by hand." />
		)
	}
	return (
		<OpportunityBoard
			board={data}
			today={today}
			nameOf={nameOf}
			mayChange={mayChange}
			onOpen={onOpen}
			onMove={(entry, stage) => (whatIsMissing(entry, stage) ? onAsk(entry, stage) : act.move(entry, stage))}
		/>
	)
}

/** The expansions that are worked, as a board or as a table. */
export function PipelineTab({ search, today, mayChange, onChange }: TabProps) {
	const [wanted, setWanted] = useState<OpportunityStage>()
	const open = (entry: OpportunityEntry, stage?: OpportunityStage) => {
		setWanted(stage)
		onChange({ opportunity: entry.id })
	}
	return (
		<>
			{search.view === 'table' ? (
				<OpportunityTable search={search} today={today} onOpen={entry => open(entry)} />
			) : (
				<BoardView
					search={search}
					today={today}
					mayChange={mayChange}
					onOpen={entry => open(entry)}
					onAsk={open}
				/>
			)}
			{search.opportunity && (
				<OpportunitySheet
					id={search.opportunity}
					wanted={wanted}
					mayChange={mayChange}
					onClose={() => onChange({ opportunity: undefined })}
				/>
			)}
		</>
	)
}
