import type { ClientBase } from 'pg'
import type { Day } from '../../core/time/day.ts'

/** What runs write in other domains; joined where the server is put together. */
export interface RunWriters {
	/** Creates an opportunity, or moves it to a label. The same id again changes it. */
	writeOpportunity(
		client: ClientBase,
		opportunity: {
			accountId: number
			externalId: string
			id: string
			kind: 'seats' | 'product' | 'price'
			amount: string
			currency: string
			stageLabel: string
			createdOn: Day
			today: Day
			zone: string
		},
	): Promise<void>
}
