import { useQueryClient } from '@tanstack/react-query'
import { WifiOff } from 'lucide-react'
import { useConnection } from '../session/connection-store.ts'
import { Button } from '../ui/Button.tsx'

const texts = {
	unreachable:
		'The server does not answer. What you see may be old; what you write is kept on this page until it is saved.',
	stopped:
		'The database is not running. What you see may be old; what you write is kept on this page until it is saved. Whoever runs Perennial can start it again.',
} as const

/** Over every page while the server or its database cannot be reached. */
export function ConnectionBanner() {
	const connection = useConnection()
	const client = useQueryClient()
	if (connection !== 'unreachable' && connection !== 'stopped') return null
	return (
		<div
			role="alert"
			className="flex flex-wrap items-center gap-3 bg-watch-soft px-6 py-2 text-13 text-watch"
		>
			<WifiOff size={16} aria-hidden="true" />
			<span className="min-w-0 flex-1">{texts[connection]}</span>
			<Button onClick={() => client.refetchQueries({ type: 'active' })}>Try again</Button>
		</div>
	)
}
