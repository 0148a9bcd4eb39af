import { listWebhookEndpoints } from '../../api/delivery.ts'
import type { PlaybookStep } from '../../core/model/playbook-step.ts'
import { useSentence } from '../model/ConditionField.tsx'
import { useCall } from '../session/call-query.ts'
import { useMay } from '../session/use-session.ts'
import { sayDraftStep } from './say-draft-step.ts'

/** A step in a sentence, a webhook with the name of its address for those who may read it. */
export function useStepWords(step: PlaybookStep, fill?: (text: string) => string): string {
	const say = useSentence()
	const may = useMay()
	const isCall = step.kind === 'webhook'
	const { data } = useCall(listWebhookEndpoints, {}, { enabled: isCall && may('delivery.change') })
	const name = isCall && data?.items.find(({ id }) => id === step.endpoint)?.name
	return name ? `Call ${name}: ${step.event}` : sayDraftStep(step, say, fill)
}
