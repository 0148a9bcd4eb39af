import { RevenuePolicy } from '../model/revenue-policy.ts'

/** The policies that ship. `chartmogul` is that product's default settings as its help pages describe them. */
export const shippedPolicies: readonly RevenuePolicy[] = [
	{ id: 'standard', name: 'Standard' },
	{
		id: 'chartmogul',
		name: 'ChartMogul',
		meteredUse: 'included' as const,
		paused: 'counts' as const,
		freePlan: 'contraction' as const,
		fx: 'monthly_rate' as const,
	},
].map(policy => RevenuePolicy.parse(policy))
