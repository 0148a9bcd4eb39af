import type { ClientBase } from 'pg'
import type { Day } from '../../core/time/day.ts'

/** What runs write in other domains; joined where the server is put together. */
export interface RunWriters {
	/** Creates an opportunity, or changes what was created under the id. */
	writeOpportunity(
		client: ClientBase,
		opportunity: {
			accountId: number
			externalId: string
			id: string
			kind: 'seats' | 'product' | 'price'
			/** Decimal in the currency; null where the account's ARR is not known. */
			amount: string | null
			currency: string
			stageLabel: string
			createdOn: Day
			today: Day
			zone: string
		},
	): Promise<void>
}
