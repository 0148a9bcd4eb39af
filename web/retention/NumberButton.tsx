import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { OpenedNumber } from './retention-search.ts'

/** Opens what a number is made of, and keeps it in the address. */
export function useOpenNumber(): (opened: OpenedNumber) => void {
	const navigate = useNavigate({ from: '/retention' })
	return opened => {
		void navigate({
			search: previous => ({ ...previous, open: opened, account: undefined }),
		})
	}
}

/** A number that opens what it is made of. */
export function NumberButton({ opens, children }: { opens: OpenedNumber; children: ReactNode }) {
	const open = useOpenNumber()
	return (
		<button
			type="button"
			className="relative rounded-sm decoration-line-strong decoration-dotted underline-offset-3 hover:text-accent hover:underline"
			onClick={() => open(opens)}
		>
			{children}
			<span className="sr-only">{`, open ${opens.title}`}</span>
		</button>
	)
}
