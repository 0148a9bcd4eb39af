import { listConditionNames } from '../../api/accounts.ts'
import type { ContractOutput } from '../../api/contract.ts'
import { useCall } from '../session/call-query.ts'

export type ConditionName = ContractOutput<typeof listConditionNames>['items'][number]

/** Fields, metrics and attributes that a filter can use. They change only with the model. */
export function useConditionNames(): readonly ConditionName[] {
	return useCall(listConditionNames, {}).data?.items ?? none
}

const none: readonly ConditionName[] = []
