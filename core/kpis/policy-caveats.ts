import type { RevenuePolicy, RevenueSettings } from '../model/revenue-policy.ts'

/** What a policy does where companies count differently, in sentences that stand beside the figures. */
export function policyCaveats(
	policy: RevenuePolicy,
	{ meteredProducts, outOfContractDays }: Pick<RevenueSettings, 'meteredProducts' | 'outOfContractDays'>,
): string[] {
	const said = [
		policy.churnOn === 'end'
			? 'Churn counts on the first day without the subscription, not on the day of the notice.'
			: 'Churn counts on the day of the notice, before the subscription ends.',
		policy.bridgedGapDays > 0
			? `A return within ${policy.bridgedGapDays} days is no churn at all.`
			: 'Every day without a subscription is a churn, and a return after it a reactivation.',
	]
	if (policy.newAfterDays !== null)
		said.push(`A return after more than ${policy.newAfterDays} days counts as new.`)
	if (policy.sameMonth === 'left_out') {
		said.push('Who starts and leaves within one calendar month is in no figure.')
	}
	said.push(
		policy.discounts === 'all'
			? 'Discounts with an end count as well: when one runs out, that is an expansion.'
			: 'Discounts that are taken back later are left out, as if they had never been given.',
		sayMetered(policy, meteredProducts),
		policy.paused === 'ends'
			? 'A paused subscription is a churn.'
			: 'A paused subscription counts as if it ran.',
	)
	if (policy.freePlan === 'contraction') said.push('Who goes on with a free plan stays a customer.')
	said.push(
		policy.fx === 'first_rate'
			? 'A line keeps the exchange rate of its first version, so that rates alone move nothing.'
			: 'Lines are converted at the rate of each month’s first day; what rates do is a movement of its own.',
		`Money past its term without a new one is counted; after ${outOfContractDays} days it is asked for by name on Data.`,
	)
	return said
}

function sayMetered({ meteredUse }: RevenuePolicy, products: readonly string[]): string {
	if (products.length === 0) return 'No product is named as metered use, so every line counts as recurring.'
	const names = products.join(', ')
	return meteredUse === 'excluded'
		? `Metered use (${names}) is left out.`
		: `Metered use (${names}) is counted in.`
}
