import { useCallback } from 'react'
import { listPlaybookEffects, type PlaybookEffect } from '../../api/playbook-effect.ts'
import type { PlaybookEntry } from '../../api/playbooks.ts'
import { useCall } from '../session/call-query.ts'

export type EffectVerdict = PlaybookEffect['effects'][number]['verdict']

/** What is known about the effect of each playbook on renewals; null where it never ran or cannot be read. */
export function useEffectVerdicts(): (entry: PlaybookEntry) => EffectVerdict | null {
	const { data } = useCall(listPlaybookEffects, {})
	return useCallback(
		entry => {
			const effect = data?.items.find(item => item.playbook_id === entry.id)
			const renewal = effect?.effects.find(({ outcome }) => outcome === 'renewal')
			if (renewal) return renewal.verdict
			const hasRun = entry.runs.open + entry.runs.started_30d + entry.runs.done_30d + entry.runs.ended_30d > 0
			return entry.enabled || hasRun ? 'too early to tell' : null
		},
		[data],
	)
}
