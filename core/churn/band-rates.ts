import type { BandRatePredictor } from '../model/predictor.ts'
import { wilsonInterval } from '../stats/wilson-interval.ts'
import { countOutcomes, type TrainingTable } from './training-table.ts'

/** How often accounts of each band had the outcome: what there is to say with too little history for a model. */
export function bandRates(table: TrainingTable): BandRatePredictor {
	const counts = new Map<string, { cases: number; hits: number }>()
	for (const [row, band] of table.bands.entries()) {
		if (band === null) continue
		const count = counts.get(band) ?? { cases: 0, hits: 0 }
		count.cases++
		count.hits += table.outcomes[row]!
		counts.set(band, count)
	}
	const churns = countOutcomes(table)
	return {
		method: 'band rates',
		cases: table.rows,
		churns,
		overall: wilsonInterval(churns, table.rows),
		bands: [...counts].flatMap(([band, { cases, hits }]) => {
			const rate = wilsonInterval(hits, cases)
			return rate ? [{ band, cases, rate }] : []
		}),
	}
}
