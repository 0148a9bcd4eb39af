/** Why a metric has no value. `known` stands at 0 so that a fresh array means "all known". */
export const unknownReasons = [
	'known',
	'no source',
	'stale',
	'younger than the window',
	'too little before to compare',
	'not recorded',
	'not known per user',
	'held during an outage',
	'fewer than 20 peers',
	'not a customer',
] as const
export type UnknownReason = (typeof unknownReasons)[number]

/**
 * Metric values of one account: `values[dateIndex * metricIds.length + metricIndex]`, NaN where unknown, with
 * the reason's index in `unknownReasons` at the same place.
 */
export interface MetricValues {
	values: Float64Array
	unknown: Uint8Array
}
