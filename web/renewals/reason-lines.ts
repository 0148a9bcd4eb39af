import { baseReason, restReason } from '../../core/churn/predict-churn.ts'
import { type MetricUnit, metricUnits } from '../../core/model/metric-definition.ts'
import type { WholeRenewal } from './use-renewals.ts'

type Reason = WholeRenewal['reasons'][number]

export interface ReasonLine {
	key: string
	what: string
	/** What the metric is; `none` where a line stands for no single metric, null where it is not known. */
	value: number | 'none' | null
	unit: MetricUnit | null
	contribution: number
}

/**
 * The reasons of a model's probability as lines: so many of the largest by name, all other metrics together, and what a
 * renewal with average values has. They sum to the log-odds.
 */
export function reasonLines(reasons: readonly Reason[], most: number): ReasonLine[] {
	const named = reasons.filter(({ metric }) => metric !== baseReason && metric !== restReason)
	const others = [...named.slice(most), ...reasons.filter(({ metric }) => metric === restReason)]
	const base = reasons.filter(({ metric }) => metric === baseReason)
	const together = (key: string, what: string, parts: readonly Reason[]): ReasonLine[] =>
		parts.length === 0
			? []
			: [
					{
						key,
						what,
						value: 'none',
						unit: null,
						contribution: parts.reduce((sum, { contribution }) => sum + contribution, 0),
					},
				]
	return [
		...named.slice(0, most).map(({ metric, name, unit, value, contribution }) => ({
			key: metric,
			what: name,
			value,
			unit: metricUnits.find(known => known === unit) ?? null,
			contribution,
		})),
		...together(restReason, 'All other metrics together', others),
		...together(baseReason, 'Average of all renewals', base),
	]
}
