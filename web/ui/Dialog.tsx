import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { IconButton } from './IconButton.tsx'
import { useReturnFocus } from './use-return-focus.ts'

export interface DialogProps {
	isOpen: boolean
	onClose: () => void
	title: string
	description?: ReactNode
	children?: ReactNode
	/** Buttons, the one that does it last. */
	actions?: ReactNode
	/** Stays until an answer is given: no closing by Escape or a press outside. */
	isFirm?: boolean
	size?: 'normal' | 'wide'
}

const panel = 'fixed z-40 flex flex-col bg-surface text-ink border shadow-raised focus:outline-none'

function Head({ title, description, isFirm }: Pick<DialogProps, 'title' | 'description' | 'isFirm'>) {
	return (
		<div className="flex items-start gap-2 px-5 pt-4 pb-2">
			<div className="min-w-0 flex-1">
				<Radix.Title className="text-16 font-semibold">{title}</Radix.Title>
				{description === undefined ? null : (
					<Radix.Description asChild>
						<div className="mt-1 text-13 text-second">{description}</div>
					</Radix.Description>
				)}
			</div>
			{!isFirm && (
				<Radix.Close asChild>
					<IconButton label="Close" icon={<X size={16} />} className="-mr-2 -mt-1" />
				</Radix.Close>
			)}
		</div>
	)
}

function Panel({
	isOpen,
	onClose,
	title,
	description,
	children,
	actions,
	isFirm = false,
	className,
}: DialogProps & { className: string }) {
	const returnFocus = useReturnFocus()
	return (
		<Radix.Root open={isOpen} onOpenChange={open => !open && onClose()}>
			<Radix.Portal>
				<Radix.Overlay className="appear fixed inset-0 z-40 bg-veil" />
				<Radix.Content
					className={classNames(panel, className)}
					onCloseAutoFocus={returnFocus.onCloseAutoFocus}
					{...(description === undefined ? { 'aria-describedby': undefined } : {})}
					onOpenAutoFocus={event => {
						returnFocus.onOpenAutoFocus()
						focusFirst(event)
					}}
					onEscapeKeyDown={event => isFirm && event.preventDefault()}
					onInteractOutside={event =>
						(isFirm || isOnMessage(event.detail.originalEvent)) && event.preventDefault()
					}
				>
					<Head {...{ title, description, isFirm }} />
					<div className="min-h-0 flex-1 overflow-auto px-5 py-2">{children}</div>
					{actions ? (
						<div className="flex flex-wrap justify-end gap-2 border-t px-5 py-3">{actions}</div>
					) : (
						<div className="h-3" />
					)}
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	)
}

/** A press on a message, as on its undo, is about what was done here: the panel stays. */
function isOnMessage({ target }: Event): boolean {
	return target instanceof Element && target.closest('[data-message]') !== null
}

/** Where typing goes on: the first field; else the panel itself, so that a reader begins at its title. */
function focusFirst(event: Event) {
	event.preventDefault()
	const panelElement = event.currentTarget instanceof HTMLElement ? event.currentTarget : null
	const field = panelElement?.querySelector<HTMLElement>(
		'input:not([type=hidden], [hidden], :disabled), textarea:not(:disabled), select:not(:disabled)',
	)
	;(field ?? panelElement)?.focus({ preventScroll: true })
}

/** A question or a short form in the middle of the screen. */
export function Dialog(props: DialogProps) {
	const width = props.size === 'wide' ? 'max-w-4xl' : 'max-w-lg'
	return (
		<Panel
			{...props}
			className={classNames('rise inset-x-4 top-[10vh] mx-auto max-h-[80vh] rounded-lg', width)}
		/>
	)
}

/** A longer form or a record at the right side; the page stays in sight. */
export function Sheet(props: DialogProps) {
	return <Panel {...props} className="slide inset-y-0 right-0 w-full max-w-xl" />
}
