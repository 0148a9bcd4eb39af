import { Link } from '@tanstack/react-router'

const meetings = [
	{ to: '/meetings/risk', label: 'Weekly risk review' },
	{ to: '/meetings/month', label: 'Monthly metrics' },
	{ to: '/meetings/reviews', label: 'Business reviews' },
] as const

/** The meetings that make their own pages. */
export function MeetingLinks() {
	return (
		<nav aria-label="Meetings" className="flex flex-wrap gap-x-4 gap-y-1 text-13">
			{meetings.map(({ to, label }) => (
				<Link
					key={to}
					to={to}
					className="inline-flex min-h-6 items-center rounded-sm text-accent underline-offset-3 hover:underline"
					activeProps={{ className: 'font-medium text-ink! no-underline', 'aria-current': 'page' }}
				>
					{label}
				</Link>
			))}
		</nav>
	)
}
