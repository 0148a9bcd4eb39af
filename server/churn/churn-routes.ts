import { listPredictors as listPredictorsContract } from '../../api/validation.ts'
import { predictorKinds } from '../../core/model/predictor.ts'
import type { Mount } from '../http/mount.ts'
import { listPredictors } from './predictor-store.ts'
import { trainingJson } from './training-json.ts'

/** The models that foretell, as versions with their reports. */
export function mountChurnRoutes(mount: Mount): void {
	mount.read(listPredictorsContract, async ({ pool }) => {
		const items = []
		for (const kind of predictorKinds) items.push(...(await listPredictors(pool, kind)).map(trainingJson))
		return { items }
	})
}
