import {
	type CollisionDetection,
	closestCenter,
	DndContext,
	type DragEndEvent,
	type DraggableAttributes,
	DragOverlay,
	KeyboardCode,
	type KeyboardCoordinateGetter,
	KeyboardSensor,
	MouseSensor,
	pointerWithin,
	TouchSensor,
	useDraggable,
	useDroppable,
	useSensor,
	useSensors,
} from '@dnd-kit/core'
import { type KeyboardEvent, useState } from 'react'
import type { OpportunityEntry } from '../../api/opportunity-entry.ts'
import { type OpportunityStage, opportunityStages } from '../../core/model/opportunity.ts'
import { Money } from '../ui/Amounts.tsx'
import { classNames } from '../ui/class-names.ts'
import { formatNumber } from '../ui/format-number.ts'
import { isClosedStage, stageNames } from './expansion-words.ts'
import { OpportunityCard } from './OpportunityCard.tsx'
import type { Board } from './use-expansion.ts'

type Column = Board['columns'][number]

/** Under the pointer; with the keyboard the nearest. */
const findColumn: CollisionDetection = input =>
	input.pointerCoordinates ? pointerWithin(input) : closestCenter(input)

function entryOf(data: Record<string, unknown> | undefined): OpportunityEntry | undefined {
	return data?.entry as OpportunityEntry | undefined
}

function nameOfEntry(data: Record<string, unknown> | undefined): string {
	const entry = entryOf(data)
	return entry?.account_name ?? entry?.account_id ?? 'Opportunity'
}

function stageOf(id: unknown): OpportunityStage | undefined {
	return opportunityStages.find(stage => stage === id)
}

/** Arrows go from column to column, to its middle. */
const stepColumns: KeyboardCoordinateGetter = (event, { currentCoordinates, context }) => {
	const by = event.code === KeyboardCode.Right ? 1 : event.code === KeyboardCode.Left ? -1 : 0
	if (by === 0) return undefined
	event.preventDefault()
	const entry = entryOf(context.active?.data.current)
	const at = opportunityStages.findIndex(stage => stage === (context.over?.id ?? entry?.stage))
	const next = opportunityStages[at + by]
	const rect = next && context.droppableRects.get(next)
	if (!rect) return undefined
	const width = context.collisionRect?.width ?? 0
	return { x: rect.left + (rect.width - width) / 2, y: currentCoordinates.y }
}

interface Moved {
	active: { data: { current?: Record<string, unknown> | undefined } }
	over?: { id: unknown } | null
}

const accessibility = {
	screenReaderInstructions: {
		draggable:
			'Enter opens the opportunity. Space lifts the card; then left and right choose a stage, Space puts it down, Escape gives up.',
	},
	announcements: {
		onDragStart: ({ active }: Moved) => `${nameOfEntry(active.data.current)} lifted`,
		onDragOver: ({ over }: Moved) => {
			const stage = stageOf(over?.id)
			return stage ? `Over ${stageNames[stage]}` : 'Over no stage'
		},
		onDragEnd: ({ active, over }: Moved) => {
			const stage = stageOf(over?.id)
			return `${nameOfEntry(active.data.current)} put ${stage ? `down on ${stageNames[stage]}` : 'back'}`
		},
		onDragCancel: ({ active }: Moved) => `${nameOfEntry(active.data.current)} put back`,
	},
}

interface CardProps {
	today: string
	nameOf: (email: string | null) => string | undefined
	mayChange: boolean
	onOpen: (entry: OpportunityEntry) => void
}

/** Who may not move a card can open it all the same. */
function withoutDisabled({ 'aria-disabled': _, ...attributes }: DraggableAttributes) {
	return attributes
}

function DraggableCard({ entry, ...props }: CardProps & { entry: OpportunityEntry }) {
	const { attributes, listeners, setNodeRef, isDragging } = useDraggable({
		id: entry.id,
		data: { entry },
		disabled: !props.mayChange,
	})
	const handleKey = (event: KeyboardEvent) => {
		if (event.key === 'Enter' && !isDragging) {
			event.preventDefault()
			props.onOpen(entry)
		} else listeners?.onKeyDown?.(event)
	}
	return (
		// A real button takes Space for a press; here it lifts the card.
		<div
			ref={setNodeRef}
			{...withoutDisabled(attributes)}
			{...listeners}
			role="button"
			tabIndex={0}
			data-card={entry.id}
			onKeyDown={handleKey}
			onClick={() => props.onOpen(entry)}
			className={classNames(
				'rounded-md',
				props.mayChange ? 'cursor-grab' : 'cursor-pointer',
				isDragging && 'opacity-40',
			)}
		>
			<OpportunityCard
				entry={entry}
				today={props.today}
				ownerName={props.nameOf(entry.owner_email ?? entry.account_owner_email)}
			/>
		</div>
	)
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
					<DraggableCard key={entry.id} entry={entry} {...props} />
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
	const sensors = useSensors(
		useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
		useSensor(TouchSensor, { activationConstraint: { delay: 250, tolerance: 8 } }),
		useSensor(KeyboardSensor, {
			coordinateGetter: stepColumns,
			keyboardCodes: { start: ['Space'], cancel: ['Escape'], end: ['Space', 'Enter'] },
		}),
	)
	function drop({ active, over }: DragEndEvent) {
		setLifted(undefined)
		const entry = entryOf(active.data.current)
		const stage = stageOf(over?.id)
		if (entry && stage && stage !== entry.stage) onMove(entry, stage)
	}
	return (
		<DndContext
			sensors={sensors}
			collisionDetection={findColumn}
			accessibility={accessibility}
			onDragStart={({ active }) => setLifted(entryOf(active.data.current))}
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
