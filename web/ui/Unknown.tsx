import { Hint } from './Hint.tsx'

/** What is not known: never a zero, with its reason on hover and focus. */
export function Unknown({ reason = 'Not known' }: { reason?: string | null | undefined }) {
	return (
		<Hint
			more={reason ?? 'Not known'}
			// Large enough to be met by a finger, aligned as the cell is, and no higher than its line.
			className="-my-0.5 inline-block min-h-[24px] min-w-[24px] text-second [text-align:inherit]!"
		>
			<span aria-hidden="true">–</span>
			<span className="sr-only">unknown</span>
		</Hint>
	)
}
