import { Search } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { classNames } from './class-names.ts'
import { useReturnFocus } from './use-return-focus.ts'

export interface Command {
	id: string
	group: string
	label: string
	detail?: string | undefined
	icon?: ReactNode
	onSelect: () => void
}

/** Finds things and places by name; Ctrl-K opens it. */
export function CommandPalette({
	isOpen,
	onClose,
	text,
	onText,
	commands,
	note,
}: {
	isOpen: boolean
	onClose: () => void
	text: string
	onText: (text: string) => void
	commands: readonly Command[]
	/** Under the list: that it searches, or that nothing was found. */
	note?: string | undefined
}) {
	const listId = useId()
	const returnFocus = useReturnFocus()
	const [active, setActive] = useState(0)
	const at = Math.min(active, commands.length - 1)
	function choose(command: Command | undefined) {
		if (!command) return
		onClose()
		command.onSelect()
	}
	function handleKey(event: KeyboardEvent) {
		if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
			event.preventDefault()
			const step = event.key === 'ArrowDown' ? 1 : -1
			setActive(Math.max(0, Math.min(commands.length - 1, at + step)))
		} else if (event.key === 'Enter') {
			event.preventDefault()
			choose(commands[at])
		}
	}
	return (
		<Radix.Root open={isOpen} onOpenChange={open => !open && onClose()}>
			<Radix.Portal>
				<Radix.Overlay className="appear fixed inset-0 z-40 bg-veil" />
				<Radix.Content
					aria-describedby={undefined}
					{...returnFocus}
					className="rise fixed inset-x-4 top-[12vh] z-40 mx-auto flex max-h-[70vh] max-w-xl flex-col overflow-hidden rounded-lg border bg-surface shadow-raised"
				>
					<Radix.Title className="sr-only">Search and commands</Radix.Title>
					<div className="flex items-center gap-2 border-b px-4">
						<Search size={16} className="text-second" aria-hidden="true" />
						<input
							role="combobox"
							aria-label="Search accounts, people and pages"
							aria-expanded="true"
							aria-controls={listId}
							aria-activedescendant={commands[at] ? `${listId}-${at}` : undefined}
							autoComplete="off"
							className="h-12 flex-1 bg-transparent text-14 outline-none"
							placeholder="Search accounts, people and pages"
							value={text}
							onChange={event => {
								onText(event.target.value)
								setActive(0)
							}}
							onKeyDown={handleKey}
						/>
					</div>
					<CommandList {...{ listId, commands, at }} onChoose={choose} onPoint={setActive} />
					{note && <p className="px-4 py-3 text-13 text-second">{note}</p>}
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	)
}

function CommandList({
	listId,
	commands,
	at,
	onChoose,
	onPoint,
}: {
	listId: string
	commands: readonly Command[]
	at: number
	onChoose: (command: Command) => void
	onPoint: (index: number) => void
}) {
	return (
		<div id={listId} role="listbox" aria-label="Results" className="overflow-auto p-1">
			{commands.map((command, index) => (
				<div key={command.id} role="presentation">
					{command.group !== commands[index - 1]?.group && (
						<p role="presentation" className="px-3 pt-2 pb-1 font-medium text-12 text-second">
							{command.group}
						</p>
					)}
					{/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are the input's, as in every combobox */}
					<div
						id={`${listId}-${index}`}
						role="option"
						aria-selected={index === at}
						onPointerMove={() => onPoint(index)}
						onClick={() => onChoose(command)}
						className={classNames(
							'flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-3 text-13',
							index === at && 'bg-hover',
						)}
					>
						<span className="text-second">{command.icon}</span>
						<span className="truncate">{command.label}</span>
						{command.detail && <span className="ml-auto truncate text-12 text-second">{command.detail}</span>}
					</div>
				</div>
			))}
		</div>
	)
}
