import {
	type CollisionDetection,
	closestCenter,
	DndContext,
	type DragEndEvent,
	DragOverlay,
	type DragStartEvent,
	KeyboardCode,
	type KeyboardCoordinateGetter,
	KeyboardSensor,
	MouseSensor,
	pointerWithin,
	TouchSensor,
	useSensor,
	useSensors,
} from '@dnd-kit/core'
import { useMemo, useState } from 'react'
import type { RenewalEntry } from '../../api/renewal-entry.ts'
import { type RenewalStage, renewalStages } from '../../core/model/renewal.ts'
import { sayProblem } from '../session/call-query.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { BoardColumn } from './BoardColumn.tsx'
import { RenewalCard } from './RenewalCard.tsx'
import type { RenewalQuery } from './renewal-filter.ts'
import { findOpenStage, type OpenStage, stageNames } from './renewal-words.ts'
import { useBoard } from './use-board.ts'

/** Under the pointer; with the keyboard the nearest. */
const findColumn: CollisionDetection = input =>
	input.pointerCoordinates ? pointerWithin(input) : closestCenter(input)

/** Arrows go from column to column, to its middle. */
const stepColumns: KeyboardCoordinateGetter = (event, { currentCoordinates, context }) => {
	const by = event.code === KeyboardCode.Right ? 1 : event.code === KeyboardCode.Left ? -1 : 0
	if (by === 0) return undefined
	event.preventDefault()
	const entry = entryOf(context.active?.data.current)
	const at = renewalStages.findIndex(stage => stage === (context.over?.id ?? entry?.stage))
	const next = renewalStages[at + by]
	const rect = next && context.droppableRects.get(next)
	if (!rect) return undefined
	const width = context.collisionRect?.width ?? 0
	return { x: rect.left + (rect.width - width) / 2, y: currentCoordinates.y }
}

function entryOf(data: Record<string, unknown> | undefined): RenewalEntry | undefined {
	return data?.entry as RenewalEntry | undefined
}

function nameOfEntry(data: Record<string, unknown> | undefined): string {
	const entry = entryOf(data)
	return entry?.account_name ?? entry?.account_id ?? 'Renewal'
}

function stageOf(id: unknown): RenewalStage | undefined {
	return renewalStages.find(stage => stage === id)
}

const accessibility = {
	screenReaderInstructions: {
		draggable:
			'Enter opens the renewal. Space lifts the card; then left and right choose a stage, Space puts it down, Escape gives up.',
	},
	announcements: {
		onDragStart: ({ active }: { active: { data: { current?: Record<string, unknown> | undefined } } }) =>
			`${nameOfEntry(active.data.current)} lifted`,
		onDragOver: ({ over }: { over: { id: unknown } | null }) => {
			const stage = stageOf(over?.id)
			return stage ? `Over ${stageNames[stage]}` : 'Over no stage'
		},
		onDragEnd: ({
			active,
			over,
		}: {
			active: { data: { current?: Record<string, unknown> | undefined } }
			over: { id: unknown } | null
		}) => {
			const stage = stageOf(over?.id)
			return stage
				? `${nameOfEntry(active.data.current)} put down on ${stageNames[stage]}`
				: `${nameOfEntry(active.data.current)} put back`
		},
		onDragCancel: ({ active }: { active: { data: { current?: Record<string, unknown> | undefined } } }) =>
			`${nameOfEntry(active.data.current)} put back`,
	},
}

export interface BoardProps {
	query: RenewalQuery
	today: string
	nameOf: (email: string | null) => string | undefined
	mayChange: boolean
	emptySentence: string
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
	const sensors = useSensors(
		useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
		useSensor(TouchSensor, { activationConstraint: { delay: 250, tolerance: 8 } }),
		useSensor(KeyboardSensor, {
			coordinateGetter: stepColumns,
			keyboardCodes: { start: ['Space'], cancel: ['Escape'], end: ['Space', 'Enter'] },
		}),
	)
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
	if (data.columns.every(({ total }) => total === 0)) return <EmptyState sentence={props.emptySentence} />
	function drop({ active, over }: DragEndEvent) {
		setLifted(undefined)
		const entry = entryOf(active.data.current)
		const stage = stageOf(over?.id)
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
			accessibility={accessibility}
			onDragStart={({ active }: DragStartEvent) => setLifted(entryOf(active.data.current))}
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
