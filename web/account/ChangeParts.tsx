import type { ReactNode } from 'react'
import { DayText } from '../ui/Amounts.tsx'
import { formatSigned } from '../ui/format-number.ts'
import { Hint } from '../ui/Hint.tsx'
import type { Explanation } from './use-account.ts'

const kindWords = {
	model: 'The model changed, not the customer',
	coverage: 'Other factors have data now',
	peers: 'The accounts it is compared with changed',
	data: 'The customer changed',
	rounding: 'Rounding',
} as const
const kindHints = {
	model: 'The same data, scored by the new version of the model.',
	coverage: 'Factors that came to have a value, or lost it.',
	peers: 'Ranked factors whose own value did not change.',
	data: 'The value of this factor changed.',
	rounding: 'Makes the shown numbers add up.',
} as const

function largestFirst(a: { shown_points: number }, b: { shown_points: number }): number {
	return Math.abs(b.shown_points) - Math.abs(a.shown_points)
}

/** What moved the score between two days: data, model, coverage, peers, each in points. */
export function ChangeParts({
	explanation,
	today,
	picker,
}: {
	explanation: Explanation
	today: string
	picker: ReactNode
}) {
	const { change, factors } = explanation
	const total = change.from !== null && change.to !== null ? change.to - change.from : null
	const parts = change.parts.filter(part => part.shown_points !== 0).sort(largestFirst)
	return (
		<div className="min-w-0">
			<div className="mb-2 flex flex-wrap items-center gap-x-2 gap-y-1">
				<h3 className="text-13 font-medium">
					What changed{total !== null && `, ${formatSigned(total)}`}
					<span className="ml-2 font-normal text-second">
						since <DayText value={change.since} today={today} />
					</span>
				</h3>
				<div className="ml-auto">{picker}</div>
			</div>
			{total === null && (
				<p className="text-13 text-second">
					There is no score on one of the two days, so no change can be told.
				</p>
			)}
			{total !== null && parts.length === 0 && (
				<p className="text-13 text-second">Nothing moved the score.</p>
			)}
			<ul className="flex flex-col">
				{parts.map(part => {
					const name = factors.find(({ id }) => id === part.factor)?.name
					return (
						<li
							key={`${part.kind} ${part.factor}`}
							className="flex min-h-7 items-center gap-3 border-b text-13"
						>
							<Hint more={kindHints[part.kind]} className="min-w-0 flex-1 truncate">
								{part.kind === 'data' && name ? name : kindWords[part.kind]}
							</Hint>
							<span className={part.shown_points < 0 ? 'text-alarm' : 'text-good'}>
								{formatSigned(part.shown_points, 1)}
							</span>
						</li>
					)
				})}
			</ul>
		</div>
	)
}
