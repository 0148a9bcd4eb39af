import { DndContext, type DragEndEvent, DragOverlay, useDroppable } from '@dnd-kit/core'
import { useState } from 'react'
import type { OpportunityEntry } from '../../api/opportunity-entry.ts'
import { type OpportunityStage, opportunityStages } from '../../core/model/opportunity.ts'
import { cardOf, findColumn, sayMoves, useBoardSensors } from '../boards/board-moving.ts'
import { DraggableCard } from '../boards/DraggableCard.tsx'
import { Money } from '../ui/Amounts.tsx'
import { classNames } from '../ui/class-names.ts'
import { formatNumber } from '../ui/format-number.ts'
import { isClosedStage, stageNames } from './expansion-words.ts'
import { OpportunityCard } from './OpportunityCard.tsx'
import type { Board } from './use-expansion.ts'

type Column = Board['columns'][number]

const moves = sayMoves('opportunity', stageNames)

function entryOf(active: DragEndEvent['active']): OpportunityEntry | undefined {
	return cardOf(active)?.entry as OpportunityEntry | undefined
}

interface CardProps {
	today: string
	nameOf: (email: string | null) => string | undefined
	mayChange: boolean
	onOpen: (entry: OpportunityEntry) => void
}

function BoardColumn({
	column,
	currency,
	...props
}: CardProps & { column: Column; currency: string | null }) {
	const { setNodeRef, isOver } = useDroppable({ id: column.stage })
	const name = stageNames[column.stage]
	return (
		<section
			ref={setNodeRef}
			aria-label={name}
			data-stage={column.stage}
			className={classNames(
				'flex w-64 min-h-0 shrink-0 grow snap-start flex-col rounded-lg border bg-ground',
				isOver && 'border-accent bg-accent-soft',
			)}
		>
			<header className="px-3 pt-2.5 pb-2">
				<div className="flex items-baseline gap-2">
					<h2 className="font-semibold text-13">{name}</h2>
					<span className="text-12 text-second" data-count={column.total}>
						{formatNumber(column.total)}
					</span>
				</div>
				<p className="text-12 text-second">
					<Money value={column.amount ?? 0} currency={currency} isShort />
					{!isClosedStage(column.stage) && column.total > 0 && (
						<>
							{' · '}
							<Money value={column.expected_amount} currency={currency} isShort /> expected
						</>
					)}
				</p>
			</header>
			<div className="flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto px-2 pb-2">
				{column.items.map(entry => (
					<DraggableCard
						key={entry.id}
						id={entry.id}
						card={{ name: entry.account_name ?? entry.account_id, stage: entry.stage, entry }}
						mayMove={props.mayChange}
						onOpen={() => props.onOpen(entry)}
					>
						<OpportunityCard
							entry={entry}
							today={props.today}
							ownerName={props.nameOf(entry.owner_email ?? entry.account_owner_email)}
						/>
					</DraggableCard>
				))}
				{column.total > column.items.length && (
					<p className="px-1 py-1 text-12 text-second">
						{formatNumber(column.total - column.items.length)} more in the table
					</p>
				)}
				{column.total === 0 && <p className="px-1 text-12 text-second">Nothing stands here.</p>}
			</div>
		</section>
	)
}

/** Opportunities by stage; cards are moved by pointer, finger and keyboard. */
export function OpportunityBoard({
	board,
	onMove,
	...props
}: CardProps & { board: Board; onMove: (entry: OpportunityEntry, stage: OpportunityStage) => void }) {
	const [lifted, setLifted] = useState<OpportunityEntry>()
	const sensors = useBoardSensors(opportunityStages)
	function drop({ active, over }: DragEndEvent) {
		setLifted(undefined)
		const entry = entryOf(active)
		const stage = opportunityStages.find(name => name === over?.id)
		if (entry && stage && stage !== entry.stage) onMove(entry, stage)
	}
	return (
		<DndContext
			sensors={sensors}
			collisionDetection={findColumn}
			accessibility={moves}
			onDragStart={({ active }) => setLifted(entryOf(active))}
			onDragCancel={() => setLifted(undefined)}
			onDragEnd={drop}
		>
			<section
				aria-label="Board of opportunities"
				className="flex min-h-0 flex-1 snap-x snap-proximity scroll-px-6 gap-3 overflow-x-auto px-6 pb-4 max-md:scroll-px-4 max-md:px-4"
			>
				{board.columns.map(column => (
					<BoardColumn key={column.stage} column={column} currency={board.currency} {...props} />
				))}
			</section>
			<DragOverlay dropAnimation={null}>
				{lifted && (
					<OpportunityCard
						entry={lifted}
						today={props.today}
						ownerName={props.nameOf(lifted.owner_email ?? lifted.account_owner_email)}
						isLifted
					/>
				)}
			</DragOverlay>
		</DndContext>
	)
}
