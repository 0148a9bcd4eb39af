import { CircleAlert, RotateCw } from 'lucide-react'
import { Button } from './Button.tsx'

/** Something could not be shown: what, why, and the way to try again. The rest of the page lives. */
export function FailedState({ what, why, onRetry }: { what: string; why: string; onRetry?: () => void }) {
	return (
		<div
			role="alert"
			className="flex max-w-3xl items-start gap-3 self-start rounded-md border px-4 py-3 text-13"
		>
			<CircleAlert size={16} className="mt-0.5 shrink-0 text-alarm" aria-hidden="true" />
			<div className="min-w-0 flex-1">
				<p className="font-medium">{what}</p>
				<p className="break-words text-second">{why}</p>
			</div>
			{onRetry && (
				<Button icon={<RotateCw size={14} />} onClick={onRetry}>
					Try again
				</Button>
			)}
		</div>
	)
}
