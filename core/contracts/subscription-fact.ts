import type { Fact, FactBody } from '../model/fact.ts'
import { type Day, getDay } from '../time/day.ts'

// For tests: subscription facts by hand, as one row of a file is cut.

export interface SubscriptionRow {
	id?: string
	startedOn: string
	endedOn?: string
	/** Statuses by the day of the load that brought them. */
	statuses?: [string, string][]
	body?: FactBody
}

/** The facts of one version: a gold plan at 100 USD a month unless the body says otherwise. */
export function subscriptionFacts({
	id = 's1',
	startedOn,
	endedOn,
	statuses,
	body,
}: SubscriptionRow): Fact[] {
	const externalId = `${id}|${startedOn}`
	const fact = (part: string, on: Day, content: FactBody): Fact => ({
		kind: 'subscription',
		part,
		source: 'files',
		externalId,
		version: 1,
		occurredOn: on,
		knownOn: on,
		supersededOn: null,
		body: content,
	})
	const price = {
		product: 'gold',
		quantity: '1',
		unit_price: '100',
		currency: 'USD',
		billing_interval: 'month',
	}
	return [
		fact('began', getDay(startedOn), { ...price, ...body }),
		...(endedOn ? [fact('ended', getDay(endedOn), { ended_on: endedOn })] : []),
		...(statuses ?? []).map(([on, status]) => fact('status', getDay(on), { status })),
	]
}
