import { type DraggableAttributes, useDraggable } from '@dnd-kit/core'
import type { CSSProperties, KeyboardEvent, ReactNode } from 'react'
import { classNames } from '../ui/class-names.ts'
import type { CardData } from './board-moving.ts'

/** Who may not move a card can open it all the same. */
function withoutDisabled({ 'aria-disabled': _, ...attributes }: DraggableAttributes) {
	return attributes
}

/** A card of a board: pressed it opens, held it moves. What it shows is only text. */
export function DraggableCard({
	id,
	card,
	mayMove,
	onOpen,
	className,
	style,
	children,
}: {
	id: string
	card: CardData
	mayMove: boolean
	onOpen: () => void
	className?: string
	style?: CSSProperties
	children: ReactNode
}) {
	const { attributes, listeners, setNodeRef, isDragging } = useDraggable({
		id,
		data: { ...card },
		disabled: !mayMove,
	})
	const handleKey = (event: KeyboardEvent) => {
		if (event.key === 'Enter' && !isDragging) {
			event.preventDefault()
			onOpen()
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
			data-card={id}
			onKeyDown={handleKey}
			onClick={onOpen}
			style={style}
			className={classNames(
				'rounded-md',
				className,
				mayMove ? 'cursor-grab' : 'cursor-pointer',
				isDragging && 'opacity-40',
			)}
		>
			{children}
		</div>
	)
}
