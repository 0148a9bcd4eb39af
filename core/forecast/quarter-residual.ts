import type { ForecastEntry } from '../model/forecast.ts'
import type { QuarterResidual } from './common-shock.ts'

/** How the open decisions of a snapshot came out against their probabilities. Undecided ones did not renew in time. */
export function quarterResidual(
	snapshot: readonly ForecastEntry[],
	actual: readonly ForecastEntry[],
): QuarterResidual {
	const came = new Map(actual.map(entry => [`${entry.accountId}/${entry.renewalOn}`, entry]))
	let residual = 0
	let variance = 0
	for (const { accountId, renewalOn, state, probability } of snapshot) {
		const end = came.get(`${accountId}/${renewalOn}`)
		if (state !== 'open' || probability === null || !end) continue
		residual += (end.state === 'renewed' ? 1 : 0) - probability
		variance += probability * (1 - probability)
	}
	return { residual, variance }
}
