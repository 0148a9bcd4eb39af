import { Link } from '@tanstack/react-router'
import { formatProbability, formatProbabilityRange } from '../ui/format-number.ts'
import { linkClass } from '../ui/TextLink.tsx'
import { sayReason, strongestReasons } from '../validation/churn-words.ts'
import { ReasonBars } from '../validation/ReasonBars.tsx'
import { useAccountChurn } from '../validation/use-validation.ts'

/** How likely the account is to leave within 90 days, what speaks for it most, and all reasons one press away. */
export function ChurnPanel({ id, currency }: { id: string; currency: string | null }) {
	const churn = useAccountChurn(id).data?.churn
	// Where nothing is foretold of it there is nothing to show; the list says why.
	if (!churn) return null
	const forIt = strongestReasons(churn, 'leaving')
	return (
		<section aria-label="Churn in 90 days" className="rounded-md border bg-surface px-4 py-3 text-13">
			<div className="flex flex-wrap items-center gap-x-3 gap-y-1">
				<p>
					Churn in 90 days <span className="font-medium text-16">{formatProbability(churn.probability)}</span>
					{churn.low !== null && churn.high !== null && (
						<span className="text-second"> ({formatProbabilityRange(churn.low, churn.high)})</span>
					)}
				</p>
				<p className="min-w-56 flex-1 text-second">
					{churn.method === 'band rates'
						? 'Too little history for a model: how often accounts of its band left.'
						: forIt.length > 0
							? `Speaks most for leaving: ${forIt.map(reason => sayReason(reason, currency)).join(', ')}`
							: 'Nothing speaks for leaving more than in an average account.'}
				</p>
				<Link to="/health" search={{ tab: 'churn', open: id }} className={linkClass}>
					In the list
				</Link>
			</div>
			{churn.method === 'logistic' && (
				<details className="mt-2">
					<summary className="w-fit text-accent">All reasons</summary>
					<div className="mt-2 max-w-2xl">
						<ReasonBars churn={churn} currency={currency} count={12} />
					</div>
				</details>
			)}
		</section>
	)
}
