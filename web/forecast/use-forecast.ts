import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ContractOutput } from '../../api/contract.ts'
import {
	type ForecastRenewal,
	listForecastRenewals,
	listForecastSnapshots,
	readForecast,
	readForecastAccuracy,
	readForecastVariance,
	saveForecastTarget,
} from '../../api/forecast.ts'
import { largestPage } from '../../api/values.ts'
import type { VariancePart } from '../../core/model/forecast.ts'
import { call, pagesQuery, refresh, sayProblem, useCall } from '../session/call-query.ts'
import { showToast } from '../ui/toast-store.ts'
import type { ForecastSearch } from './forecast-search.ts'

export type Forecast = ContractOutput<typeof readForecast>
export type ForecastGroup = Forecast['groups'][number]
export type Accuracy = ContractOutput<typeof readForecastAccuracy>
export type AccuracyPeriod = Accuracy['periods'][number]
export type Snapshots = ContractOutput<typeof listForecastSnapshots>
export type Explained = ContractOutput<typeof readForecastVariance>

/** Of which contracts: of all, of a segment, of an owner. */
export interface ForecastSlice {
	period: string
	segment?: string | undefined
	owner?: string | undefined
}

function sliceQuery({ period, segment, owner }: ForecastSlice) {
	return { period, ...(segment ? { segment } : {}), ...(owner ? { owner } : {}) }
}

export function useForecast(slice: ForecastSlice, by?: 'segment' | 'owner' | 'month') {
	return useCall(
		readForecast,
		{ query: { ...sliceQuery(slice), ...(by ? { by } : {}) } },
		{ keepsPrevious: true },
	)
}

/** The decisions of a forecast, page by page, the most uncertain money first. */
export function useForecastRenewals(
	slice: ForecastSlice,
	filter: Pick<ForecastSearch, 'state' | 'category'>,
) {
	const query = {
		...sliceQuery(slice),
		...(filter.state ? { state: filter.state } : {}),
		...(filter.category ? { category: filter.category } : {}),
	}
	return useInfiniteQuery({
		...pagesQuery(listForecastRenewals.name, query, (cursor, signal) =>
			call(
				listForecastRenewals,
				{ query: { ...query, limit: 50, ...(cursor ? { cursor } : {}) } },
				{ signal },
			),
		),
		placeholderData: previous => previous,
	})
}

/** So many at most are added up in the browser. */
export const mostAdded = 10_000

/** Every decision of a forecast, up to `mostAdded`. */
export async function loadAllRenewals(
	slice: ForecastSlice,
	signal?: AbortSignal,
): Promise<{ items: ForecastRenewal[]; total: number }> {
	const items: ForecastRenewal[] = []
	for (let cursor: string | undefined; ; ) {
		const query = { ...sliceQuery(slice), limit: largestPage, ...(cursor ? { cursor } : {}) }
		const page = await call(listForecastRenewals, { query }, signal ? { signal } : {})
		items.push(...page.items)
		if (page.next_cursor === null || items.length >= mostAdded) return { items, total: page.total }
		cursor = page.next_cursor
	}
}

export function useAllRenewals(slice: ForecastSlice) {
	return useQuery({
		queryKey: [listForecastRenewals.name, 'all', sliceQuery(slice)],
		queryFn: ({ signal }) => loadAllRenewals(slice, signal),
	})
}

export function useSnapshots(quarter: string | undefined) {
	return useCall(listForecastSnapshots, { query: quarter ? { quarter } : {} }, { keepsPrevious: true })
}

export function useAccuracy(by: 'segment' | 'owner' | undefined) {
	return useCall(readForecastAccuracy, { query: by ? { by } : {} }, { keepsPrevious: true })
}

/** Why a quarter missed: its parts, and the contracts of one part or of all, a page at a time. */
export function useVariance(quarter: string | undefined, days: number, part: VariancePart | undefined) {
	const query = { quarter: quarter ?? '2000-Q1', days_ahead: days, ...(part ? { part } : {}) }
	return useInfiniteQuery({
		...pagesQuery(readForecastVariance.name, query, (cursor, signal) =>
			call(
				readForecastVariance,
				{ query: { ...query, limit: 25, ...(cursor ? { cursor } : {}) } },
				{ signal },
			),
		),
		enabled: quarter !== undefined,
		placeholderData: previous => previous,
	})
}

/** Every contract behind a miss. */
export async function loadAllVariance(quarter: string, days: number): Promise<Explained['items']> {
	const items: Explained['items'] = []
	for (let cursor: string | undefined; ; ) {
		const query = { quarter, days_ahead: days, limit: largestPage, ...(cursor ? { cursor } : {}) }
		const page = await call(readForecastVariance, { query })
		items.push(...page.items)
		if (page.next_cursor === null) return items
		cursor = page.next_cursor
	}
}

export interface TargetChange {
	quarter: string
	dimension: 'all' | 'segment' | 'owner'
	group: string
	amount: string | null
	/** What it was: the undo sets it again. */
	before: string | null
}

/** Sets or takes away a target, with the way back. */
export function useTargetChange() {
	const client = useQueryClient()
	const mutation = useMutation({
		mutationFn: ({ before: _, ...body }: TargetChange) => call(saveForecastTarget, { body }),
		onSuccess: (answer, change) => {
			showToast(answer.amount === null ? 'Target taken away' : 'Target set', {
				undo: () => mutation.mutate({ ...change, amount: change.before, before: change.amount }),
			})
			return refresh(client, readForecast)
		},
		onError: error => showToast(sayProblem(error), { kind: 'failed' }),
	})
	return mutation
}
