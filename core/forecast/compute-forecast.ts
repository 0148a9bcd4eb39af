import type { AmountModel, CallCategory, CommonShock, Forecast, ForecastEntry } from '../model/forecast.ts'
import { forecastInterval, type IntervalOptions, type UncertainAmount } from './forecast-interval.ts'

export interface ForecastModel {
	amounts: AmountModel
	shock: CommonShock
}

/** What an entry adds to the expected sum; null where that is unknown. */
export function expectedOf(entry: ForecastEntry): bigint | null {
	if (entry.state !== 'open') return entry.finalMinor ?? (entry.state === 'churned' ? 0n : entry.targetMinor)
	if (entry.probability === null || entry.amountMinor === null) return null
	return BigInt(Math.round(entry.probability * Number(entry.amountMinor)))
}

/** Amounts relative to what is expected, with mean 1. */
export function relativeAmountsOf({ quantiles, meanRatio }: AmountModel): number[] {
	return meanRatio > 0 ? quantiles.map(quantile => quantile / meanRatio) : [1]
}

const scenarioOf: Record<CallCategory, number> = { commit: 0, likely: 1, doubtful: 2, lost: 3 }

/**
 * The forecast of the decisions given: Σ final of closed + Σ over open of P(renew) × expected amount, with an interval
 * and the scenarios (commit = closed + commit; likely = that + likely; best = that + doubtful). Open ones without an
 * amount or a probability are counted and in no sum but `due`.
 */
export function computeForecast(
	entries: readonly ForecastEntry[],
	model: ForecastModel,
	options: Pick<IntervalOptions, 'draws' | 'oneByOne' | 'level'> = {},
): Forecast {
	const forecast: Forecast = {
		renewals: entries.length,
		open: 0,
		dueMinor: 0n,
		closedMinor: 0n,
		expectedMinor: 0n,
		lowMinor: 0n,
		highMinor: 0n,
		scenarios: { commitMinor: 0n, likelyMinor: 0n, bestMinor: 0n },
		unknown: { renewals: 0, targetMinor: 0n },
	}
	const uncertain: UncertainAmount[] = []
	const byCategory = [0n, 0n, 0n, 0n]
	for (const entry of entries) {
		forecast.dueMinor += entry.targetMinor ?? 0n
		const expected = expectedOf(entry)
		if (entry.state !== 'open') {
			forecast.closedMinor += expected ?? 0n
			continue
		}
		forecast.open++
		if (expected === null || entry.probability === null || entry.amountMinor === null) {
			forecast.unknown.renewals++
			forecast.unknown.targetMinor += entry.targetMinor ?? 0n
			continue
		}
		forecast.expectedMinor += expected
		uncertain.push({ probability: entry.probability, amountMinor: Number(entry.amountMinor) })
		byCategory[scenarioOf[entry.category ?? 'lost']]! += entry.amountMinor
	}
	forecast.expectedMinor += forecast.closedMinor
	const interval = forecastInterval(uncertain, {
		relativeAmounts: relativeAmountsOf(model.amounts),
		shock: model.shock.deviation,
		...options,
	})
	forecast.lowMinor = forecast.closedMinor + BigInt(Math.round(interval.low))
	forecast.highMinor = forecast.closedMinor + BigInt(Math.round(interval.high))
	const [commit = 0n, likely = 0n, doubtful = 0n] = byCategory
	forecast.scenarios.commitMinor = forecast.closedMinor + commit
	forecast.scenarios.likelyMinor = forecast.scenarios.commitMinor + likely
	forecast.scenarios.bestMinor = forecast.scenarios.likelyMinor + doubtful
	return forecast
}

/**
 * The mean error that chance alone makes, relative to what is expected: √(2 ÷ π) × the deviation of independent
 * decisions ÷ the expected sum. null where nothing is expected.
 */
export function chanceErrorOf(entries: readonly ForecastEntry[], amounts: AmountModel): number | null {
	const ratios = relativeAmountsOf(amounts)
	const meanSquare = ratios.reduce((sum, ratio) => sum + ratio * ratio, 0) / ratios.length
	let variance = 0
	let expected = 0
	for (const entry of entries) {
		expected += Number(expectedOf(entry) ?? 0n)
		if (entry.state !== 'open' || entry.probability === null || entry.amountMinor === null) continue
		const amount = Number(entry.amountMinor)
		variance += entry.probability * (meanSquare - entry.probability) * amount * amount
	}
	return expected > 0 ? (Math.sqrt(2 / Math.PI) * Math.sqrt(Math.max(0, variance))) / expected : null
}

/** Groups of more than so many together share the time that one forecast has. */
const mostPreciseGroups = 40
/** A part with so few open decisions costs no more drawn like the whole. */
const smallPart = 50

/**
 * How carefully the interval of a part of a forecast is drawn. A part has the same interval alone as beside up to 39
 * others; beside more it is drawn more coarsely.
 */
export function partOptions(
	entries: readonly ForecastEntry[],
	groups = 1,
): Pick<IntervalOptions, 'draws' | 'oneByOne'> {
	if (groups > mostPreciseGroups) return { draws: 400, oneByOne: 30 }
	const open = entries.filter(({ state }) => state === 'open').length
	return open <= smallPart ? {} : { draws: 1_000, oneByOne: 100 }
}

/** The forecast of each group of the decisions, by the name of the group. */
export function forecastGroups<Entry extends ForecastEntry>(
	entries: readonly Entry[],
	groupOf: (entry: Entry) => string,
	model: ForecastModel,
): { group: string; forecast: Forecast }[] {
	const groups = [...Map.groupBy(entries, groupOf)].sort(([a], [b]) => (a < b ? -1 : 1))
	return groups.map(([group, some]) => ({
		group,
		forecast: computeForecast(some, model, partOptions(some, groups.length)),
	}))
}
