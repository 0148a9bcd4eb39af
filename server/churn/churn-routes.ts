import { listChurnRisks, listPredictors as listPredictorsContract } from '../../api/validation.ts'
import { predictorKinds } from '../../core/model/predictor.ts'
import { formatDay } from '../../core/time/day.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import { cutPage, readNumberCursor } from '../http/cursor.ts'
import type { Mount } from '../http/mount.ts'
import { listChurnPredictions, listPredictors } from './predictor-store.ts'
import { trainingJson } from './training-json.ts'

/** Churn probabilities with their reasons, and the models that they come from. */
export function mountChurnRoutes(mount: Mount): void {
	mount.read(listPredictorsContract, async ({ pool }) => {
		const items = []
		for (const kind of predictorKinds) items.push(...(await listPredictors(pool, kind)).map(trainingJson))
		return { items }
	})
	mount.read(listChurnRisks, async ({ query, pool, now, may }) => {
		const { day } = await readShownDay(pool, now, query.as_of)
		const all = (await listChurnPredictions(pool, day)).filter(({ ownerEmail }) => may({ ownerEmail }))
		const from = readNumberCursor(query.cursor) ?? 0
		const read = all
			.slice(from, from + query.limit + 1)
			.map((item, index) => ({ item, next: from + index + 1 }))
		const page = cutPage(read, query.limit, ({ next }) => [next])
		return {
			...page,
			items: page.items.map(({ item }) => ({
				account_id: item.externalId,
				as_of: formatDay(item.asOf),
				predictor_version: item.predictorVersion,
				probability: item.probability,
				low: item.low,
				high: item.high,
				reasons: item.reasons,
			})),
		}
	})
}
