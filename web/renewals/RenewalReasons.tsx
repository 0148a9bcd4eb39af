import { formatMetric } from '../metrics/format-metric.ts'
import { formatSigned } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { Unknown } from '../ui/Unknown.tsx'
import { reasonLines } from './reason-lines.ts'
import type { WholeRenewal } from './use-renewals.ts'

const mostShown = 8

/** Why the model expects what it expects: parts that sum to the log-odds, the largest first. */
export function RenewalReasons({ whole }: { whole: WholeRenewal }) {
	const { reasons, amount_says, renewal } = whole
	const lines = reasonLines(reasons, mostShown)
	const largest = Math.max(0.01, ...lines.map(({ contribution }) => Math.abs(contribution)))
	if (renewal.probability === null && amount_says === null) return null
	return (
		<Section title="Why the model says so">
			{reasons.length === 0 ? (
				<p className="text-13 text-second">
					{renewal.probability_from
						? `The probability is the ${renewal.probability_from} of decided renewals; it has no parts.`
						: 'Nothing was decided yet that the probability could be learned from.'}
				</p>
			) : (
				<table className="w-full text-13">
					<caption className="sr-only">Parts of the model’s probability, on the log-odds</caption>
					<thead className="text-12 text-second">
						<tr>
							<th scope="col" className="h-7 text-left font-medium">
								What
							</th>
							<th scope="col" className="text-right font-medium">
								Value
							</th>
							<th scope="col" className="w-44 pl-4 text-left font-medium">
								For renewing + or against −
							</th>
						</tr>
					</thead>
					<tbody>
						{lines.map(({ key, what, value, unit, contribution }) => (
							<tr key={key} className="border-t">
								<td className="h-7">{what}</td>
								<td className="text-right text-second">
									{value === null ? (
										<Unknown />
									) : value === 'none' ? (
										''
									) : (
										formatMetric(value, unit, renewal.currency)
									)}
								</td>
								<td className="pl-4">
									<span className="flex items-center gap-2">
										<span
											aria-hidden="true"
											className={contribution < 0 ? 'h-2 rounded-sm bg-alarm' : 'h-2 rounded-sm bg-accent'}
											style={{ width: `${(Math.abs(contribution) / largest) * 64}px` }}
										/>
										<span className="text-12">{formatSigned(contribution, 2)}</span>
									</span>
								</td>
							</tr>
						))}
					</tbody>
				</table>
			)}
			{amount_says && <p className="mt-2 text-12 text-second">{amount_says}</p>}
		</Section>
	)
}
