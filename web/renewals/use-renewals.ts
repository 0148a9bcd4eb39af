import { type QueryClient, useInfiniteQuery } from '@tanstack/react-query'
import type { ContractOutput } from '../../api/contract.ts'
import { listContractionWatch, readExpansion } from '../../api/expansion.ts'
import { listForecastRenewals, readForecast } from '../../api/forecast.ts'
import { getSummary } from '../../api/health.ts'
import { listAtRisk, readRenewalCalendar, readRenewalRates } from '../../api/renewal-reports.ts'
import { listAccountRenewals, listRenewals, readRenewal, readRenewalBoard } from '../../api/renewals.ts'
import { largestPage } from '../../api/values.ts'
import { call, pagesQuery, refresh, useCall } from '../session/call-query.ts'
import type { RenewalQuery } from './renewal-filter.ts'

/** One renewal with its steps, calls, reasons and history. */
export type WholeRenewal = ContractOutput<typeof readRenewal>
export type CalendarDay = ContractOutput<typeof readRenewalCalendar>['days'][number]

/** Renewals that an address asks for, by date. */
export function useRenewals(query: RenewalQuery) {
	return useInfiniteQuery({
		...pagesQuery(listRenewals.name, query, (cursor, signal) =>
			call(
				listRenewals,
				{ query: { ...query, limit: largestPage, ...(cursor ? { cursor } : {}) } },
				{ signal },
			),
		),
		placeholderData: previous => previous,
	})
}

/** `<account>/<date>` in its parts; undefined where it is not one. An account's id may have slashes itself. */
export function splitRenewalId(id: string): { id: string; renewal_on: string } | undefined {
	const found = /^(.+)\/(\d{4}-\d{2}-\d{2})$/.exec(id)
	return found?.[1] && found[2] ? { id: found[1], renewal_on: found[2] } : undefined
}

export function useRenewal(id: string) {
	const params = splitRenewalId(id)
	return useCall(
		readRenewal,
		{ params: params ?? { id: 'none', renewal_on: '1970-01-01' } },
		{ enabled: params !== undefined },
	)
}

/** Operations that show renewals: asked again after a change of one. */
export const shownWithRenewals = [
	listRenewals,
	readRenewalBoard,
	readRenewalCalendar,
	listAtRisk,
	readRenewalRates,
	listAccountRenewals,
	readRenewal,
	getSummary,
	readForecast,
	listForecastRenewals,
	readExpansion,
	listContractionWatch,
]

/** After one was changed: everything anew, and what the board loaded further down with it. */
export function refreshRenewals(client: QueryClient): Promise<void> {
	client.removeQueries({ queryKey: [boardPagesKey] })
	return refresh(client, ...shownWithRenewals)
}

/** Further cards of a column are kept under this key, apart from the lists. */
export const boardPagesKey = 'renewal board pages'
