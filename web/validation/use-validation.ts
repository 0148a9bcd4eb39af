import { useQuery } from '@tanstack/react-query'
import { getAccountChurn, listChurnRisks } from '../../api/churn.ts'
import type { ContractOutput } from '../../api/contract.ts'
import { getEvidence, getWeightsProposal } from '../../api/evidence.ts'
import { getReview, getReviewState } from '../../api/review.ts'
import {
	getValidation,
	listPredictors,
	listValidationCases,
	type PastCase,
	type PopulationReport,
} from '../../api/validation.ts'
import { largestPage } from '../../api/values.ts'
import type { HealthSearch } from '../health/health-search.ts'
import { call, useCall } from '../session/call-query.ts'
import { addDays } from '../ui/format-day.ts'

export type StoredValidation = ContractOutput<typeof getValidation>
export type Predictor = ContractOutput<typeof listPredictors>['items'][number]
export type Review = ContractOutput<typeof getReview>
export type ChurnList = ContractOutput<typeof listChurnRisks>
export type { PastCase, PopulationReport }

/** Which validation an address asks for. */
export interface ValidationChoice {
	horizon_days: number
	label: 'mrr' | 'cancellations'
	from?: string
	to?: string
}

const daysOfPeriod: Record<string, number> = { year: 365, two_years: 730 }

/** The address's horizon, label and period as the API takes them. */
export function validationChoice(search: HealthSearch, today: string): ValidationChoice {
	const days = daysOfPeriod[search.period ?? '']
	const from = days === undefined ? search.from : addDays(today, -days)
	const isOwn = search.period === 'own'
	return {
		horizon_days: search.horizon ?? 90,
		label: search.label ?? 'mrr',
		...(from !== undefined && (isOwn || days !== undefined) ? { from } : {}),
		...(search.to !== undefined && isOwn ? { to: search.to } : {}),
	}
}

export function useValidation(choice: ValidationChoice) {
	return useCall(getValidation, { query: choice }, { keepsPrevious: true })
}

/** Everybody of a list: asked for page by page until there is no more, at most so many. */
export function useAllCases(
	query: Parameters<typeof casesKey>[0],
	{ most = 2_000, enabled = true }: { most?: number; enabled?: boolean } = {},
) {
	return useQuery({
		queryKey: casesKey(query, most),
		enabled,
		queryFn: async ({ signal }) => {
			const items: PastCase[] = []
			let cursor: string | undefined
			for (;;) {
				const page = await call(
					listValidationCases,
					{ query: { ...query, limit: Math.min(largestPage, most), ...(cursor ? { cursor } : {}) } },
					{ signal },
				)
				items.push(...page.items)
				if (page.next_cursor === null || items.length >= most) {
					return { items, total: page.total, currency: page.currency }
				}
				cursor = page.next_cursor
			}
		},
		placeholderData: previous => previous,
	})
}

function casesKey(
	query: ValidationChoice & {
		population: PopulationReport['population']
		list: 'all' | 'churned' | 'caught' | 'misses' | 'false_alarms' | 'unscored'
		threshold?: number
		after?: string
		segment?: string
	},
	most: number,
) {
	return [listValidationCases.name, query, most] as const
}

/** All who are foretold, most likely first. */
export function useChurnRisks() {
	return useQuery({
		queryKey: [listChurnRisks.name, 'all'],
		queryFn: async ({ signal }) => {
			let list: ChurnList | undefined
			let cursor: string | undefined
			for (;;) {
				const page = await call(
					listChurnRisks,
					{ query: { limit: largestPage, ...(cursor ? { cursor } : {}) } },
					{ signal },
				)
				list = list ? { ...page, items: [...list.items, ...page.items] } : page
				if (page.next_cursor === null) return list
				cursor = page.next_cursor
			}
		},
	})
}

export function usePredictors() {
	return useCall(listPredictors, {})
}

export function useEvidence() {
	return useCall(getEvidence, {})
}

export function useWeightsProposal() {
	return useCall(getWeightsProposal, {})
}

export function useReview() {
	return useCall(getReview, {})
}

export function useReviewState(enabled = true) {
	return useCall(getReviewState, {}, { enabled })
}

export function useAccountChurn(id: string) {
	return useCall(getAccountChurn, { params: { id }, query: {} })
}
