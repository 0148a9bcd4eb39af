import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ContractOutput } from '../../api/contract.ts'
import { getModel, listModelVersions, planModel } from '../../api/model.ts'
import { call, useCall } from '../session/call-query.ts'

export type ModelVersion = ContractOutput<typeof getModel>
export type VersionHead = ContractOutput<typeof listModelVersions>['items'][number]
export type ModelPlan = ContractOutput<typeof planModel>
export type Impact = NonNullable<ModelPlan['impact']>

export function useModelInForce() {
	return useCall(getModel, {})
}

export function useModelVersions() {
	return useCall(listModelVersions, {})
}

/** What a model would do: nothing is changed by asking. undefined asks nothing. */
export function useModelPlan(yaml: string | undefined) {
	return useQuery({
		queryKey: [planModel.name, yaml],
		queryFn: ({ signal }) => call(planModel, { body: { yaml: yaml ?? '' } }, { signal }),
		enabled: yaml !== undefined,
		placeholderData: keepPreviousData,
		staleTime: 60_000,
		gcTime: 60_000,
	})
}
