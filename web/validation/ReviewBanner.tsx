import { Link } from '@tanstack/react-router'
import { useMay, useToday } from '../session/use-session.ts'
import { DayText } from '../ui/Amounts.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { useReviewState } from './use-validation.ts'

/** Reminds those who can change the model that the six-monthly review is due; goes when it is recorded as held. */
export function ReviewBanner() {
	const mayChange = useMay()('model.change')
	const today = useToday()
	const { data } = useReviewState(mayChange)
	if (!mayChange || !data?.is_due) return null
	return (
		<div
			role="note"
			className="mx-6 mb-4 flex flex-wrap items-center gap-3 rounded-md bg-watch-soft px-4 py-2 text-13 text-watch max-md:mx-4"
		>
			<p className="min-w-56 flex-1">
				The six-monthly review of the health score is due since <DayText value={data.due_on} today={today} />
				{data.last_on ? (
					<>
						; the last one was on <DayText value={data.last_on} today={today} />
					</>
				) : (
					'; none was held yet'
				)}
				.
			</p>
			<Link to="/health" search={{ tab: 'review' }} className={linkClass}>
				Open the review
			</Link>
		</div>
	)
}
