import { X } from 'lucide-react'
import { Button } from './Button.tsx'
import { classNames } from './class-names.ts'
import { IconButton } from './IconButton.tsx'
import { dismissToast, type Toast, useToasts } from './toast-store.ts'

function ToastLine({ toast }: { toast: Toast }) {
	return (
		<div
			data-message
			className={classNames(
				'rise pointer-events-auto flex max-w-md items-center gap-2 rounded-lg border bg-surface py-1.5 pr-1.5 pl-4 text-13 shadow-raised',
				toast.kind === 'failed' && 'border-alarm text-alarm',
			)}
		>
			<span className="min-w-0 flex-1 py-1.5">{toast.text}</span>
			{toast.undo && (
				<Button
					kind="quiet"
					className="text-accent"
					onClick={() => {
						toast.undo?.()
						dismissToast(toast.id)
					}}
				>
					Undo
				</Button>
			)}
			<IconButton label="Dismiss message" icon={<X size={14} />} onClick={() => dismissToast(toast.id)} />
		</div>
	)
}

/** Where messages appear; stands once in the application. */
export function Toaster() {
	const toasts = useToasts()
	return (
		<section
			aria-label="Messages"
			aria-live="polite"
			className="pointer-events-none fixed inset-x-4 bottom-4 z-50 flex flex-col items-center gap-2 max-md:bottom-18"
		>
			{toasts.map(toast => (
				<ToastLine key={toast.id} toast={toast} />
			))}
		</section>
	)
}
