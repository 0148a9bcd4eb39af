import type { ContractOutput } from '../../api/contract.ts'
import { getFreshness, getQuality } from '../../api/data.ts'
import { useCall } from '../session/call-query.ts'

export type Quality = ContractOutput<typeof getQuality>
export type SourceRow = Quality['sources'][number]
export type Finding = Quality['findings'][number]

/** How far the data reach, and when what is shown was computed. */
export function useFreshness() {
	return useCall(getFreshness, {})
}

/** Sources and findings together: they are looked for in one pass over the data. */
export function useQuality() {
	return useCall(getQuality, { query: {} })
}
