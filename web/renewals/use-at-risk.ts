import { useInfiniteQuery } from '@tanstack/react-query'
import type { ContractOutput } from '../../api/contract.ts'
import { listAtRisk, readRenewalRates } from '../../api/renewal-reports.ts'
import { largestPage } from '../../api/values.ts'
import { call, pagesQuery, useCall } from '../session/call-query.ts'
import { addDays } from '../ui/format-day.ts'
import { quarterOf } from './renewal-filter.ts'
import type { RenewalsSearch } from './renewals-search.ts'

export type AtRisk = ContractOutput<typeof listAtRisk>
export type AtRiskItem = AtRisk['items'][number]
export type Rates = ContractOutput<typeof readRenewalRates>

export const usualDays = 120

/** Renewals ahead that are at risk, the most money first. */
export function useAtRisk({ owner, segment, days }: RenewalsSearch) {
	const query = {
		days: Math.min(400, days || usualDays),
		...(owner ? { owner } : {}),
		...(segment ? { segment } : {}),
	}
	return useInfiniteQuery({
		...pagesQuery(listAtRisk.name, query, (cursor, signal) =>
			call(
				listAtRisk,
				{ query: { ...query, limit: largestPage, ...(cursor ? { cursor } : {}) } },
				{ signal },
			),
		),
		placeholderData: previous => previous,
	})
}

/** The days over which renewal rates are counted. */
export function ratesSpan(period: RenewalsSearch['rates'], today: string): { from: string; to: string } {
	if (period === 'last_quarter') return quarterOf(today, -1)
	if (period === 'quarter') return { from: quarterOf(today).from, to: today }
	return { from: addDays(today, -364), to: today }
}

export function useRates(span: { from: string; to: string }, by?: 'segment' | 'owner') {
	return useCall(readRenewalRates, { query: { ...span, ...(by ? { by } : {}) } }, { keepsPrevious: true })
}
