import type { ChurnRisk } from '../../api/churn.ts'
import { restReason } from '../../core/churn/predict-churn.ts'
import type { MetricUnit } from '../../core/model/metric-definition.ts'
import { metricUnits } from '../../core/model/metric-definition.ts'
import { formatMetric } from '../metrics/format-metric.ts'
import { printCsv } from '../ui/print-csv.ts'

type Reason = ChurnRisk['reasons'][number]

function unitOf(unit: string | null): MetricUnit | null {
	return metricUnits.find(known => known === unit) ?? null
}

/**
 * A reason with the value that it is from: `Logins in 28 days: 12`. Without a value it is that the metric is unknown; what
 * stands for many metrics has none of its own.
 */
export function sayReason({ metric, name, unit, value }: Reason, currency: string | null): string {
	if (metric === restReason) return name
	return value === null ? `${name}: not known` : `${name}: ${formatMetric(value, unitOf(unit), currency)}`
}

/** The metrics that speak most for leaving, or for staying. */
export function strongestReasons(
	{ reasons }: Pick<ChurnRisk, 'reasons'>,
	side: 'leaving' | 'staying',
	count = 3,
): Reason[] {
	return reasons
		.filter(
			({ metric, contribution }) =>
				metric !== restReason && (side === 'leaving' ? contribution > 0 : contribution < 0),
		)
		.slice(0, count)
}

/** The largest reasons and, as one more, all others together: they sum to what all of them sum to. */
export function shortList(reasons: readonly Reason[], count: number): Reason[] {
	const named = reasons.filter(({ metric }) => metric !== restReason)
	const others = [...named.slice(count), ...reasons.filter(({ metric }) => metric === restReason)]
	if (others.length === 0) return [...named]
	return [
		...named.slice(0, count),
		{
			metric: restReason,
			name: 'All other metrics together',
			unit: null,
			value: null,
			contribution: others.reduce((sum, { contribution }) => sum + contribution, 0),
		},
	]
}

/** The list as a file, the names of the API as its header. */
export function churnCsv(rows: readonly ChurnRisk[], currency: string | null): string {
	return printCsv(
		[
			'account_id',
			'name',
			'probability',
			'low',
			'high',
			'arr',
			'currency',
			'renewal_on',
			'owner_email',
			'segment',
			'score',
			'band',
			'reasons_to_leave',
			'reasons_to_stay',
		],
		rows.map(row => [
			row.account_id,
			row.name,
			row.probability,
			row.low,
			row.high,
			row.arr,
			currency,
			row.renewal_on,
			row.owner_email,
			row.segment,
			row.score,
			row.band,
			strongestReasons(row, 'leaving')
				.map(reason => sayReason(reason, currency))
				.join('; '),
			strongestReasons(row, 'staying')
				.map(reason => sayReason(reason, currency))
				.join('; '),
		]),
	)
}

/** The base and the reasons as one sum: the log-odds of the probability. */
export function sumReasons({ base, reasons }: Pick<ChurnRisk, 'base' | 'reasons'>): number {
	return reasons.reduce((sum, { contribution }) => sum + contribution, base)
}
