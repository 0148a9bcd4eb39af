import type { ForecastEntry, Variance, VariancePart } from '../model/forecast.ts'
import { expectedOf } from './compute-forecast.ts'

/** What one contract adds to a miss. */
export interface VarianceItem {
	accountId: number
	renewalOn: number
	part: VariancePart
	probability: number | null
	/** actual − forecast; never 0. */
	differenceMinor: bigint
	/** What had been counted of the contract, and what came of it, whatever the part. */
	forecastMinor: bigint
	actualMinor: bigint
}

export interface ExplainedVariance {
	forecastMinor: bigint
	actualMinor: bigint
	parts: Variance
	items: VarianceItem[]
}

export function emptyVariance(): Variance {
	return {
		churned_though_safe: 0n,
		renewed_though_lost: 0n,
		contracted: 0n,
		expanded: 0n,
		slipped: 0n,
		added_late: 0n,
	}
}

function keyOf({ accountId, renewalOn }: ForecastEntry): string {
	return `${accountId}/${renewalOn}`
}

type Piece = [VariancePart, bigint]

/** A contract that both knew: how its final amount differs from what had been counted of it. */
function piecesOf(said: ForecastEntry, came: ForecastEntry): Piece[] {
	const forecast = expectedOf(said)
	if (came.state === 'open') return [['slipped', -(forecast ?? 0n)]]
	const actual = expectedOf(came) ?? 0n
	if (forecast === null) return [['added_late', actual]]
	if (came.state === 'churned') return [['churned_though_safe', actual - forecast]]
	const amount = said.state === 'open' ? (said.amountMinor ?? forecast) : forecast
	return [
		// Counted as lost: the share of the amount by which its renewal was doubted, or all of it where it was closed as lost.
		['renewed_though_lost', amount - forecast],
		[
			said.state === 'churned' ? 'renewed_though_lost' : actual < amount ? 'contracted' : 'expanded',
			actual - amount,
		],
	]
}

/**
 * Why a period came out otherwise than a snapshot said, contract by contract. Of one that churned, what had been counted
 * (`churned_though_safe`); of one that renewed, what its doubt had taken off (`renewed_though_lost`) and how its amount
 * differs from the one expected (`contracted`, `expanded`); undecided or moved out of the period (`slipped`); not in the
 * snapshot, or without a number there (`added_late`). The parts sum to actual − forecast exactly.
 */
export function explainVariance(
	snapshot: readonly ForecastEntry[],
	actual: readonly ForecastEntry[],
): ExplainedVariance {
	const came = new Map(actual.map(entry => [keyOf(entry), entry]))
	const known = new Set(snapshot.map(keyOf))
	const parts = emptyVariance()
	const items: VarianceItem[] = []
	let forecastMinor = 0n
	let actualMinor = 0n
	const add = (
		entry: ForecastEntry,
		probability: number | null,
		amounts: { forecastMinor: bigint; actualMinor: bigint },
		pieces: readonly Piece[],
	) => {
		for (const [part, differenceMinor] of pieces) {
			if (differenceMinor === 0n) continue
			parts[part] += differenceMinor
			items.push({
				accountId: entry.accountId,
				renewalOn: entry.renewalOn,
				part,
				probability,
				differenceMinor,
				...amounts,
			})
		}
	}
	for (const said of snapshot) {
		const forecast = expectedOf(said) ?? 0n
		forecastMinor += forecast
		const end = came.get(keyOf(said))
		const final = end && end.state !== 'open' ? (expectedOf(end) ?? 0n) : 0n
		const amounts = { forecastMinor: forecast, actualMinor: final }
		add(said, said.probability, amounts, end ? piecesOf(said, end) : [['slipped', -forecast]])
	}
	for (const entry of actual) {
		const final = entry.state === 'open' ? 0n : (expectedOf(entry) ?? 0n)
		actualMinor += final
		if (known.has(keyOf(entry))) continue
		add(entry, null, { forecastMinor: 0n, actualMinor: final }, [['added_late', final]])
	}
	return { forecastMinor, actualMinor, parts, items }
}
