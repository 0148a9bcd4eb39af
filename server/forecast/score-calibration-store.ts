import { isDeepStrictEqual } from 'node:util'
import type { ClientBase, Pool } from 'pg'
import { z } from 'zod'
import type { ScoredProbability } from '../../core/forecast/calibrated-renewal.ts'
import { usualHorizonDays } from '../../core/model/validation-case.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { listModels } from '../model/model-store.ts'

const Curve = z.array(z.object({ score: z.number(), probability: z.number().nullable() }))
const Part = z.object({ population: z.string(), verdict: z.string(), calibration: z.unknown() })

const sayingSomething: ReadonlySet<string> = new Set(['predicts', 'predicts weakly'])

/**
 * Renewal rates of contracts by score, of the latest validation that knew nothing later than the day. null where none
 * was made, where it found that the score says nothing, or where scores are made in another way since.
 */
export async function readScoreCalibration(
	client: Pool | ClientBase,
	asOf: Day,
): Promise<ScoredProbability[] | null> {
	const { rows } = await client.query<{ model_version: number; report: unknown }>(
		`select model_version, report from validation
		where horizon_days = $1 and label = 'mrr' and period_from is null and period_to is null and as_of <= $2
		order by as_of desc, validation_id desc limit 1`,
		[usualHorizonDays, formatDay(asOf)],
	)
	const found = rows[0]
	if (!found || !(await isSameScore(client, found.model_version))) return null
	const parts = z.array(Part).parse(found.report)
	const terms = parts.find(({ population }) => population === 'terms')
	if (!terms || !sayingSomething.has(terms.verdict)) return null
	const curve = Curve.safeParse(terms.calibration)
	if (!curve.success) return null
	return curve.data.flatMap(({ score, probability }) =>
		probability === null ? [] : [{ score, probability }],
	)
}

/** Whether scores are still made as in a version of the model. */
async function isSameScore(client: Pool | ClientBase, version: number): Promise<boolean> {
	const versions = await listModels(client)
	const then = versions.find(item => item.version === version)
	const present = versions.reduce<(typeof versions)[number] | undefined>(
		(last, item) => (last && last.version > item.version ? last : item),
		undefined,
	)
	return then !== undefined && isDeepStrictEqual(then.model.healthModels, present?.model.healthModels)
}
