import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../ui/IconButton.tsx'
import { useModelEditor } from './model-editor.ts'

/** One entry of a list whose order decides: its number, its fields, and how it is moved or taken away. */
export function OrderedCard({
	name,
	index,
	count,
	onMove,
	onRemove,
	children,
}: {
	name: string
	index: number
	count: number
	onMove: (by: number) => void
	/** undefined: it cannot be taken away. */
	onRemove: (() => void) | undefined
	children: ReactNode
}) {
	const { isReadOnly } = useModelEditor()
	return (
		<article aria-label={name} className="flex gap-3 border-b py-4">
			<span aria-hidden="true" className="w-5 shrink-0 pt-1.5 text-right text-13 text-second">
				{index + 1}
			</span>
			<div className="min-w-0 flex-1">{children}</div>
			{!isReadOnly && (
				<div className="flex shrink-0 flex-col">
					<IconButton
						label={`Move ${name} up`}
						icon={<ArrowUp size={14} />}
						disabled={index === 0}
						onClick={() => onMove(-1)}
					/>
					<IconButton
						label={`Move ${name} down`}
						icon={<ArrowDown size={14} />}
						disabled={index === count - 1}
						onClick={() => onMove(1)}
					/>
					<IconButton
						label={`Take ${name} away`}
						icon={<Trash2 size={14} />}
						disabled={!onRemove}
						onClick={onRemove}
					/>
				</div>
			)}
		</article>
	)
}
