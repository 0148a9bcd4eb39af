import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ContractOutput } from '../../api/contract.ts'
import { getWhatIf } from '../../api/model.ts'
import { getCondition } from '../../core/conditions/parse-condition.ts'
import {
	type CustomerColumns,
	type JudgedCustomers,
	judgeCustomers,
} from '../../core/health/judge-customers.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import { listNames } from '../../core/signals/fill-thresholds.ts'
import { call } from '../session/call-query.ts'
import { levels } from '../ui/BandMark.tsx'
import { addAmounts } from './add-amounts.ts'
import { allMetrics } from './model-editor.ts'
import type { Impact } from './use-model.ts'

type WhatIf = ContractOutput<typeof getWhatIf>

const mostExamples = 50

/**
 * Metrics that a model's health is made of. undefined where the browser cannot try it: who belongs where changes, or
 * metrics do, and those have to be asked for.
 */
export function metricsToTry(draft: OperatingModel, inForce: OperatingModel): string[] | undefined {
	const settled = ({ segments, lifecycleStages, metrics, settings }: OperatingModel) =>
		JSON.stringify([
			segments,
			lifecycleStages,
			metrics,
			settings.events,
			settings.firstValueMilestone,
			settings.fixedAttributes,
		])
	if (settled(draft) !== settled(inForce)) return undefined
	const known = new Set(allMetrics(inForce).map(({ id }) => id))
	const names = new Set<string>()
	for (const { factors, when } of [...draft.healthModels, ...inForce.healthModels]) {
		for (const { metric } of factors) names.add(metric)
		for (const name of when === undefined ? [] : listNames(getCondition(when))) {
			if (name !== 'segment' && name !== 'stage') names.add(name)
		}
	}
	return [...names].every(name => known.has(name)) ? [...names].sort() : undefined
}

/** The download as columns of numbers, made once. */
export function columnsOf(customers: WhatIf): CustomerColumns {
	return {
		count: customers.ids.length,
		segments: customers.segments,
		stages: customers.stages,
		metrics: new Map(
			Object.entries(customers.metrics).map(([id, values]) => [
				id,
				Float64Array.from(values, value => value ?? Number.NaN),
			]),
		),
	}
}

/** What changes between two judgements of the same customers. */
export function compareJudged(customers: WhatIf, before: JudgedCustomers, after: JudgedCustomers): Impact {
	const levelAt = ({ levels: own }: JudgedCustomers, at: number) =>
		customers.overridden[at] ?? own[at] ?? 'unknown'
	const counts = (judged: JudgedCustomers) => {
		const found = new Map<string, number>()
		for (const at of customers.ids.keys()) {
			const level = levelAt(judged, at)
			found.set(level, (found.get(level) ?? 0) + 1)
		}
		return levels.map(level => ({ level, accounts: found.get(level) ?? 0 }))
	}
	const moved = [...customers.ids.keys()].filter(at => levelAt(before, at) !== levelAt(after, at))
	const arrOf = (at: number) => Number(customers.arr[at] ?? 0)
	const largest = [...moved].sort((a, b) => arrOf(b) - arrOf(a) || a - b).slice(0, mostExamples)
	const scoreOf = (judged: JudgedCustomers, at: number) => {
		const score = judged.scores[at] ?? Number.NaN
		return Number.isNaN(score) ? null : score
	}
	return {
		accounts: customers.ids.length,
		accounts_rebanded: moved.length,
		arr_rebanded: addAmounts(moved.flatMap(at => customers.arr[at] ?? [])),
		before: counts(before),
		after: counts(after),
		examples: largest.map(at => ({
			account_id: customers.ids[at] ?? '',
			account_name: customers.names[at] ?? '',
			level_before: levelAt(before, at),
			level_after: levelAt(after, at),
			score_before: scoreOf(before, at),
			score_after: scoreOf(after, at),
		})),
	}
}

/** What a draft would do to today's customers, as soon as it is typed; undefined where the server has to be asked. */
export function useWhatIf(
	draft: OperatingModel | undefined,
	inForce: OperatingModel | undefined,
): Impact | undefined {
	const metrics = useMemo(() => draft && inForce && metricsToTry(draft, inForce), [draft, inForce])
	const customers = useQuery({
		queryKey: [getWhatIf.name, metrics],
		queryFn: ({ signal }) => call(getWhatIf, { query: { metrics: (metrics ?? []).join(',') } }, { signal }),
		enabled: metrics !== undefined,
		staleTime: 300_000,
	}).data
	const columns = useMemo(() => customers && columnsOf(customers), [customers])
	const before = useMemo(
		() => columns && inForce && judgeCustomers(inForce.healthModels, columns),
		[columns, inForce],
	)
	return useMemo(() => {
		if (!draft || !metrics || !customers?.as_of || !columns || !before) return undefined
		return compareJudged(customers, before, judgeCustomers(draft.healthModels, columns))
	}, [draft, metrics, customers, columns, before])
}
