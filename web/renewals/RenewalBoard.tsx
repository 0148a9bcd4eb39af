import { DndContext, type DragEndEvent, DragOverlay, type DragStartEvent } from '@dnd-kit/core'
import { type ReactNode, useMemo, useState } from 'react'
import type { RenewalEntry } from '../../api/renewal-entry.ts'
import { type RenewalStage, renewalStages } from '../../core/model/renewal.ts'
import { cardOf, findColumn, sayMoves, useBoardSensors } from '../boards/board-moving.ts'
import { sayProblem } from '../session/call-query.ts'
import { FailedState } from '../ui/FailedState.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { BoardColumn } from './BoardColumn.tsx'
import { RenewalCard } from './RenewalCard.tsx'
import type { RenewalQuery } from './renewal-filter.ts'
import { findOpenStage, type OpenStage, stageNames } from './renewal-words.ts'
import { useBoard } from './use-board.ts'

const moves = sayMoves('renewal', stageNames)

function entryOf(active: DragStartEvent['active']): RenewalEntry | undefined {
	return cardOf(active)?.entry as RenewalEntry | undefined
}

export interface BoardProps {
	query: RenewalQuery
	today: string
	nameOf: (email: string | null) => string | undefined
	mayChange: boolean
	/** Shown where there is nothing to list. */
	empty: ReactNode
	onOpen: (entry: RenewalEntry) => void
	onMove: (entry: RenewalEntry, stage: OpenStage) => void
	/** Dropped on a closed stage: what was decided is asked first. */
	onClosing: (entry: RenewalEntry, outcome: 'renewed' | 'churned') => void
	/** A decided one dropped on an open stage. */
	onReopen: (entry: RenewalEntry, stage: OpenStage) => void
}

/** Renewals by stage; cards are moved by pointer, finger and keyboard. */
export function RenewalBoard(props: BoardProps) {
	const { query, today, nameOf, mayChange, onOpen } = props
	const board = useBoard(query)
	const [lifted, setLifted] = useState<RenewalEntry>()
	const sensors = useBoardSensors(renewalStages)
	const { data } = board
	const places = useMemo(() => placesOf(data?.columns ?? []), [data])
	if (board.error && !data) {
		return (
			<div className="px-6 max-md:px-4">
				<FailedState
					what="The board could not be read"
					why={sayProblem(board.error)}
					onRetry={board.refetch}
				/>
			</div>
		)
	}
	if (!data) return <SkeletonRows label="Loading the board" />
	if (data.columns.every(({ total }) => total === 0)) return props.empty
	function drop({ active, over }: DragEndEvent) {
		setLifted(undefined)
		const entry = entryOf(active)
		const stage = renewalStages.find(name => name === over?.id)
		if (!entry || !stage || stage === entry.stage) return
		const open = findOpenStage(stage)
		if (!open) props.onClosing(entry, stage === 'closed_renewed' ? 'renewed' : 'churned')
		else if (entry.stage.startsWith('closed')) props.onReopen(entry, open)
		else props.onMove(entry, open)
	}
	const shown = data.columns.filter(
		({ stage, total }) => query.open !== 'no' || stage.startsWith('closed') || total > 0,
	)
	return (
		<DndContext
			sensors={sensors}
			collisionDetection={findColumn}
			accessibility={moves}
			onDragStart={({ active }: DragStartEvent) => setLifted(entryOf(active))}
			onDragCancel={() => setLifted(undefined)}
			onDragEnd={drop}
		>
			<section
				aria-label="Board of renewals"
				aria-busy={board.isPlaceholderData || undefined}
				className={`flex min-h-0 flex-1 gap-3 overflow-x-auto px-6 pb-4 max-md:px-4 ${board.isPlaceholderData ? 'opacity-60' : ''}`}
			>
				{shown.map(column => (
					<BoardColumn
						key={column.stage}
						{...{ column, query, today, nameOf, mayChange, onOpen }}
						currency={data.currency}
						elsewhere={places.get(column.stage) ?? nowhere}
						isTarget={query.open === 'yes' && column.stage.startsWith('closed')}
					/>
				))}
			</section>
			<DragOverlay dropAnimation={null}>
				{lifted && (
					<RenewalCard entry={lifted} today={today} ownerName={nameOf(lifted.owner_email)} isLifted />
				)}
			</DragOverlay>
		</DndContext>
	)
}

const nowhere: ReadonlySet<string> = new Set()

/** For each stage the renewals that the other columns show. */
function placesOf(columns: readonly { stage: RenewalStage; items: readonly RenewalEntry[] }[]) {
	return new Map(
		columns.map(({ stage }) => [
			stage,
			new Set(columns.flatMap(other => (other.stage === stage ? [] : other.items.map(({ id }) => id)))),
		]),
	)
}
