import { History } from 'lucide-react'
import { Hint } from './Hint.tsx'

/** On a number whose data are older than they should be. */
export function StaleMark({ reason }: { reason: string }) {
	return (
		<Hint more={reason} className="inline-flex align-middle text-watch">
			<History size={13} aria-hidden="true" />
			<span className="sr-only">not up to date</span>
		</Hint>
	)
}
