import { ListFilter, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from './Button.tsx'
import { Popover } from './Popover.tsx'

export interface FilterChip {
	key: string
	/** The filter as a sentence: `Health is below 60`. */
	sentence: string
	/** Form that changes it; without one it can only be taken away. */
	editor?: (close: () => void) => ReactNode
}

function Chip({ chip, onRemove }: { chip: FilterChip; onRemove: () => void }) {
	const [isOpen, setOpen] = useState(false)
	const { sentence, editor } = chip
	const text = 'max-w-80 truncate px-2 h-full'
	return (
		<span className="inline-flex h-7 items-center rounded-md border bg-surface text-13">
			{editor ? (
				<Popover
					label={`Change filter: ${sentence}`}
					isOpen={isOpen}
					onOpenChange={setOpen}
					className="w-80"
					trigger={
						<button type="button" className={`${text} rounded-l-md hover:bg-hover`}>
							{sentence}
						</button>
					}
				>
					{editor(() => setOpen(false))}
				</Popover>
			) : (
				<span className={`${text} leading-7`}>{sentence}</span>
			)}
			<button
				type="button"
				aria-label={`Remove filter: ${sentence}`}
				className="flex h-full items-center rounded-r-md border-l px-1.5 text-second hover:bg-hover hover:text-ink"
				onClick={onRemove}
			>
				<X size={13} />
			</button>
		</span>
	)
}

/** Filters as sentences, joined by "and". */
export function FilterBar({
	chips,
	onRemove,
	onClear,
	adder,
	isAdding,
	onAddingChange,
	emptyLabel = 'Filter',
	children,
}: {
	chips: readonly FilterChip[]
	onRemove: (key: string) => void
	onClear: () => void
	/** Form that makes a new filter. */
	adder: (close: () => void) => ReactNode
	isAdding: boolean
	onAddingChange: (isAdding: boolean) => void
	/** What adds the first one says. */
	emptyLabel?: string
	/** Further controls, before the chips. */
	children?: ReactNode
}) {
	return (
		<div
			role="group"
			aria-label="Filters"
			className="flex flex-wrap items-center gap-2 px-6 py-2 max-md:px-4"
		>
			{children}
			{chips.map(chip => (
				<Chip key={chip.key} chip={chip} onRemove={() => onRemove(chip.key)} />
			))}
			<Popover
				label="Add a filter"
				className="w-80"
				isOpen={isAdding}
				onOpenChange={onAddingChange}
				trigger={
					<Button kind="quiet" className="h-7 px-2 text-second" icon={<ListFilter size={14} />}>
						{chips.length === 0 ? emptyLabel : 'and'}
					</Button>
				}
			>
				{adder(() => onAddingChange(false))}
			</Popover>
			{chips.length > 1 && (
				<Button kind="quiet" className="h-7 px-2 text-second" onClick={onClear}>
					Clear all
				</Button>
			)}
		</div>
	)
}
