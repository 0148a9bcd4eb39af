import type { ClientBase } from 'pg'
import type { Day } from '../../core/time/day.ts'

/** Which load a stream writes into. */
export interface StreamLoad {
	client: ClientBase
	sourceId: number
	loadId: number
	loadDay: Day
	liveFrom: Day
	zone: string
}
