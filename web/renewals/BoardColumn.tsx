import { useDroppable } from '@dnd-kit/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import type { RenewalEntry } from '../../api/renewal-entry.ts'
import { DraggableCard } from '../boards/DraggableCard.tsx'
import { sayProblem } from '../session/call-query.ts'
import { Money } from '../ui/Amounts.tsx'
import { classNames } from '../ui/class-names.ts'
import { formatNumber } from '../ui/format-number.ts'
import type { BoardColumn as Column } from './board-moves.ts'
import { cardHeight, RenewalCard } from './RenewalCard.tsx'
import type { RenewalQuery } from './renewal-filter.ts'
import { stageNames } from './renewal-words.ts'
import { useColumnCards } from './use-board.ts'

const gap = 8

export interface ColumnProps {
	column: Column
	currency: string | null
	query: RenewalQuery
	today: string
	nameOf: (email: string | null) => string | undefined
	/** Renewals that stand in another column. */
	elsewhere: ReadonlySet<string>
	mayChange: boolean
	/** Closed stages while only open ones are shown: a place to drop on. */
	isTarget: boolean
	onOpen: (entry: RenewalEntry) => void
}

function ColumnCards(props: ColumnProps) {
	const scrollRef = useRef<HTMLDivElement>(null)
	const { cards, loadMore, error, hasMore } = useColumnCards(props.column, props.query, props.elsewhere)
	const virtualizer = useVirtualizer({
		count: cards.length,
		getScrollElement: () => scrollRef.current,
		estimateSize: () => cardHeight + gap,
		getItemKey: index => cards[index]?.id ?? index,
		overscan: 4,
		initialRect: { width: 280, height: 800 },
	})
	const items = virtualizer.getVirtualItems()
	const lastSeen = items.at(-1)?.index ?? 0
	useEffect(() => {
		if (cards.length > 0 && lastSeen >= cards.length - 10) loadMore()
	}, [lastSeen, cards.length, loadMore])
	return (
		<div ref={scrollRef} className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden px-2 pb-2">
			<div className="relative" style={{ height: virtualizer.getTotalSize() }}>
				{items.map(item => {
					const entry = cards[item.index]
					return (
						entry && (
							<DraggableCard
								key={entry.id}
								id={entry.id}
								card={{ name: entry.account_name ?? entry.account_id, stage: entry.stage, entry }}
								mayMove={props.mayChange}
								onOpen={() => props.onOpen(entry)}
								className="absolute inset-x-0 top-0 hover:brightness-98"
								style={{ transform: `translateY(${item.start}px)` }}
							>
								<RenewalCard entry={entry} today={props.today} ownerName={props.nameOf(entry.owner_email)} />
							</DraggableCard>
						)
					)
				})}
			</div>
			{error && (
				<p role="alert" className="py-2 text-12 text-alarm">
					{sayProblem(error)}{' '}
					<button type="button" className="underline" onClick={loadMore}>
						Try again
					</button>
				</p>
			)}
			{hasMore && !error && <p className="py-2 text-12 text-second">Scroll for more</p>}
		</div>
	)
}

/** One stage of the board with its count and amounts. */
export function BoardColumn(props: ColumnProps) {
	const { column, currency, isTarget } = props
	const { setNodeRef, isOver } = useDroppable({ id: column.stage })
	const name = stageNames[column.stage]
	return (
		<section
			ref={setNodeRef}
			aria-label={name}
			data-stage={column.stage}
			className={classNames(
				'flex min-h-0 shrink-0 flex-col rounded-lg border bg-ground',
				isTarget ? 'w-28' : 'w-56 grow max-md:w-72',
				isOver && 'border-accent bg-accent-soft',
			)}
		>
			<header className="px-3 pt-2.5 pb-2">
				<div className="flex items-baseline gap-2">
					<h2 className="font-semibold text-13">{name}</h2>
					{!isTarget && (
						<span className="text-12 text-second" data-count={column.total}>
							{formatNumber(column.total)}
						</span>
					)}
				</div>
				{isTarget ? (
					<p className="mt-1 text-12 text-second">
						{column.stage === 'closed_renewed'
							? 'Drop here to close it as renewed'
							: 'Drop here to close it as churned'}
					</p>
				) : (
					<p className="text-12 text-second" data-amount={column.target_amount ?? ''}>
						<Money
							value={column.target_amount ?? (column.total === 0 ? 0 : null)}
							currency={currency}
							isWhole
							reason="No amount is known"
						/>
						{column.expected_amount !== null && column.total > 0 && (
							<>
								{' · '}
								<Money value={column.expected_amount} currency={currency} isShort />{' '}
								{column.stage.startsWith('closed') ? 'final' : 'expected'}
							</>
						)}
					</p>
				)}
			</header>
			{!isTarget &&
				(column.total === 0 ? (
					<p className="px-3 pb-4 text-12 text-second">No renewal stands here.</p>
				) : (
					<ColumnCards {...props} />
				))}
		</section>
	)
}
