import type { CallCategory, RenewalCall } from '../model/forecast.ts'

/** Least P(renew) of each category; below the last it is lost. */
export const categoryLimits = { commit: 0.9, likely: 0.7, doubtful: 0.35 } as const

/** The model's category of a probability. */
export function categoryOf(probability: number): CallCategory {
	if (probability >= categoryLimits.commit) return 'commit'
	if (probability >= categoryLimits.likely) return 'likely'
	return probability >= categoryLimits.doubtful ? 'doubtful' : 'lost'
}

const order: readonly CallCategory[] = ['commit', 'likely', 'doubtful', 'lost']
/** Share of the larger amount from which two amounts are another opinion. */
const amountApart = 0.1

type Called = Pick<RenewalCall, 'category' | 'amountMinor'>

function describe(who: string, { category }: Called): string {
	return `${who}: ${category}`
}

/**
 * A sentence where two sides say different things: categories two or more apart or on either side of lost, or the same
 * category with amounts a tenth apart. null where they agree or only one side has spoken.
 */
export function sayDisagreement(calls: {
	csm: Called | null
	manager: Called | null
	model: Called | null
}): string | null {
	const sides = (
		[
			['CSM', calls.csm],
			['manager', calls.manager],
			['model', calls.model],
		] as const
	).flatMap(([who, call]) => (call ? [{ who, call }] : []))
	const places = sides.map(({ call }) => order.indexOf(call.category))
	const [best, worst] = [Math.min(...places), Math.max(...places)]
	if (sides.length < 2) return null
	if (worst - best >= 2 || (worst === 3 && best < 3)) {
		return `They disagree – ${sides.map(({ who, call }) => describe(who, call)).join(', ')}.`
	}
	const amounts = sides.flatMap(({ call }) => (call.amountMinor === null ? [] : [Number(call.amountMinor)]))
	const [least, most] = [Math.min(...amounts), Math.max(...amounts)]
	if (amounts.length < 2 || most <= 0 || (most - least) / most < amountApart) return null
	return `They agree on the outcome, but their amounts are ${Math.round(((most - least) / most) * 100)} % apart.`
}
