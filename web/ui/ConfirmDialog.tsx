import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'

/** Asks before something that cannot be taken back, with its consequence. */
export function ConfirmDialog({
	isOpen,
	onClose,
	title,
	consequence,
	action,
	isBusy = false,
	onConfirm,
}: {
	isOpen: boolean
	onClose: () => void
	title: string
	consequence: ReactNode
	/** What the button says: what happens. */
	action: string
	isBusy?: boolean
	onConfirm: () => void
}) {
	return (
		<Dialog
			isOpen={isOpen}
			onClose={onClose}
			title={title}
			description={consequence}
			actions={
				<>
					<Button onClick={onClose}>Keep it</Button>
					<Button kind="danger" isBusy={isBusy} onClick={onConfirm}>
						{action}
					</Button>
				</>
			}
		/>
	)
}
