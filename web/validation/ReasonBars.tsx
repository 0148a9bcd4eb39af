import type { ChurnRisk } from '../../api/churn.ts'
import { formatNumber, formatPercent } from '../ui/format-number.ts'
import { sayReason, shortList, sumReasons } from './churn-words.ts'
import { fixed } from './IntervalText.tsx'

const shownReasons = 8

/** Signed parts of the log-odds: to the right what speaks for leaving, to the left what speaks for staying. */
export function ReasonBars({
	churn,
	currency,
	count = shownReasons,
}: {
	churn: Pick<ChurnRisk, 'base' | 'reasons' | 'probability'>
	currency: string | null
	count?: number
}) {
	const lines = shortList(churn.reasons, count).map(reason => ({
		key: reason.metric,
		text: sayReason(reason, currency),
		contribution: reason.contribution,
	}))
	const widest = Math.max(0.01, ...lines.map(({ contribution }) => Math.abs(contribution)))
	return (
		<div>
			<ul aria-label="Reasons, as parts of the log-odds" className="flex flex-col">
				{lines.map(({ key, text, contribution }) => (
					<li
						key={key}
						className="grid grid-cols-[minmax(0,1fr)_120px_48px] items-center gap-3 border-t py-1 text-13 max-md:grid-cols-[minmax(0,1fr)_60px_48px]"
					>
						<span className="min-w-0 break-words">{text}</span>
						<span aria-hidden="true" className="relative h-2.5">
							<span className="absolute inset-y-0 left-1/2 w-px bg-line-strong" />
							<span
								className={`absolute inset-y-0 rounded-sm ${contribution > 0 ? 'left-1/2 bg-alarm' : 'right-1/2 bg-good'}`}
								style={{ width: `${(Math.abs(contribution) / widest) * 50}%` }}
							/>
						</span>
						<span className="text-right">
							{contribution > 0 ? '+' : ''}
							{fixed(contribution, 2)}
						</span>
					</li>
				))}
			</ul>
			<p className="mt-2 text-12 text-second">
				An average account has {formatNumber(churn.base, 2)}; with the reasons{' '}
				{formatNumber(sumReasons(churn), 2)} as log-odds, which is {formatPercent(churn.probability)}. Above 0
				speaks for leaving, below for staying.
			</p>
		</div>
	)
}
