import { useQueries } from '@tanstack/react-query'
import type { ContractOutput } from '../../api/contract.ts'
import { getHealthDistribution } from '../../api/health.ts'
import { getModel } from '../../api/model.ts'
import { callQuery, useCall } from '../session/call-query.ts'
import { useMay } from '../session/use-session.ts'
import { addDays } from '../ui/format-day.ts'

export type Distribution = ContractOutput<typeof getHealthDistribution>
export type DistributionDay = Distribution['items'][number]

export interface Slice {
	segment?: string | undefined
	owner?: string | undefined
	every: 'day' | 'week' | 'month'
}

/** How far back each rhythm looks. */
const spanDays = { day: 60, week: 365, month: 800 } as const

/** Customers by band over time. */
export function useDistribution({ segment, owner, every }: Slice, today: string) {
	return useCall(
		getHealthDistribution,
		{
			query: {
				every,
				from: addDays(today, -spanDays[every]),
				...(segment ? { segment } : {}),
				...(owner ? { owner } : {}),
			},
		},
		{ keepsPrevious: true },
	)
}

/** The latest distribution of each segment. */
export function useSegmentDistributions(
	segments: readonly string[],
	owner: string | undefined,
	today: string,
) {
	return useQueries({
		queries: segments.map(segment =>
			callQuery(getHealthDistribution, {
				query: { segment, every: 'day' as const, from: addDays(today, -14), ...(owner ? { owner } : {}) },
			}),
		),
		combine: results =>
			results.map((result, index) => ({ segment: segments[index] ?? '', latest: result.data?.items.at(-1) })),
	})
}

export function useModel() {
	const may = useMay()
	return useCall(getModel, {}, { enabled: may('model.read') })
}
