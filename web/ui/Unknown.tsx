import { Hint } from './Hint.tsx'

/** What is not known: never a zero, with its reason on hover and focus. */
export function Unknown({ reason = 'Not known' }: { reason?: string | null | undefined }) {
	return (
		<Hint more={reason ?? 'Not known'} className="text-second">
			<span aria-hidden="true">–</span>
			<span className="sr-only">unknown</span>
		</Hint>
	)
}
