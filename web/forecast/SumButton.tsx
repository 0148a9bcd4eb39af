import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { OpenedForecast } from './forecast-search.ts'
import { sumNames } from './forecast-words.ts'

/** A number that opens the renewals that it is the sum of, and keeps that in the address. */
export function SumButton({ opens, children }: { opens: OpenedForecast; children: ReactNode }) {
	const navigate = useNavigate({ from: '/forecast' })
	return (
		<button
			type="button"
			className="relative rounded-sm decoration-line-strong decoration-dotted underline-offset-3 hover:text-accent hover:underline"
			onClick={() => void navigate({ search: previous => ({ ...previous, open: opens }) })}
		>
			<span className="sr-only">
				Open {sumNames[opens.sum]}
				{opens.group ? ` of ${opens.group}` : ''}{' '}
			</span>
			{children}
		</button>
	)
}
