import type { ClientBase } from 'pg'
import type { PlaybookStep } from '../../core/model/playbook-step.ts'
import { listWebhookEndpoints } from '../delivery/webhook-store.ts'

/** Webhook steps whose endpoint is not set up here, with why, by step. */
export async function findUnknownEndpoints(
	client: ClientBase,
	steps: readonly PlaybookStep[],
): Promise<Map<string, string>> {
	const calls = allSteps(steps).filter(step => step.kind === 'webhook')
	if (calls.length === 0) return new Map()
	const known = new Map((await listWebhookEndpoints(client)).map(endpoint => [endpoint.id, endpoint]))
	return new Map(
		calls.flatMap(({ id, endpoint }) => {
			const found = known.get(endpoint)
			if (found?.isEnabled) return []
			const why = found ? `the endpoint ${found.name} is switched off` : `there is no endpoint "${endpoint}"`
			return [[id, `${why}; endpoints are set up under Settings, Delivery`] as const]
		}),
	)
}

function allSteps(steps: readonly PlaybookStep[]): PlaybookStep[] {
	return steps.flatMap(step =>
		step.kind === 'branch'
			? [step, ...[...step.arms.map(arm => arm.steps), step.otherwise].flatMap(allSteps)]
			: [step],
	)
}
