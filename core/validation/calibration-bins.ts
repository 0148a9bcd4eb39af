import type { ValidationCase } from '../model/validation-case.ts'
import { type RateInterval, wilsonInterval } from '../stats/wilson-interval.ts'

/** Cases whose score lay between two numbers, and how many of them renewed. */
export interface CalibrationBin {
	from: number
	to: number
	cases: number
	renewed: number
	rate: RateInterval
	/** Mean score of its cases. */
	meanScore: number
}

const binPoints = 10

/** Renewal rate by tens of the score, 90 to 100 as one, with Wilson's interval; tens without a case are left out. */
export function calibrationBins(cases: readonly ValidationCase[]): CalibrationBin[] {
	const scored = cases.flatMap(({ score, churned }) => (score === null ? [] : [{ score, churned }]))
	const binOf = (score: number) => Math.min(Math.floor(score / binPoints), 100 / binPoints - 1)
	return [...Map.groupBy(scored, ({ score }) => binOf(score))]
		.sort(([a], [b]) => a - b)
		.flatMap(([bin, list]) => {
			const renewed = list.filter(({ churned }) => !churned).length
			const rate = wilsonInterval(renewed, list.length)
			const from = bin * binPoints
			const to = from + binPoints === 100 ? 100 : from + binPoints - 1
			const meanScore = list.reduce((sum, { score }) => sum + score, 0) / list.length
			return rate ? [{ from, to, cases: list.length, renewed, rate, meanScore }] : []
		})
}
