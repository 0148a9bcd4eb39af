import type { FilePlan } from '../../connectors/files/file-plan.ts'
import { readRecords } from '../../connectors/files/read-records.ts'
import { getImportKind, type ImportKindName } from '../../core/model/import-kind.ts'
import { listCollidedIds, renameCollided, saveCollisions } from './collision-store.ts'
import type { Load } from './import-rows.ts'
import { inBatch } from './load-lock.ts'
import { listRepeatedRows, noRepeatedRows, type RepeatedRows } from './repeated-rows.ts'
import { type Survey, surveyRows } from './survey-rows.ts'

/**
 * What has to be known of all rows of one kind and source before the first is stored: which ids stand on several
 * accounts, now or ever, and which rows come more than once. Lists the ids that collide.
 */
export async function surveyKind(
	load: Load,
	sourceId: number,
	kind: ImportKindName,
	plans: readonly FilePlan[],
): Promise<{ collided: ReadonlySet<string>; repeats: RepeatedRows }> {
	if (kind === 'usage' || kind === 'usage_daily') return { collided: new Set(), repeats: noRepeatedRows() }
	const { client, loadId } = load
	const survey = await surveyPlans(load, kind, plans)
	const { factKind } = getImportKind(kind)
	if (!factKind) return { collided: new Set(), repeats: listRepeatedRows(survey, new Set()) }
	const collided = await listCollidedIds(client, sourceId, factKind)
	const added = survey.collisions.map(({ externalId }) => externalId).filter(id => !collided.has(id))
	await inBatch(client, async () => {
		await renameCollided(client, sourceId, factKind, added)
		await saveCollisions(client, { sourceId, kind: factKind, loadId }, survey.collisions)
	})
	for (const id of added) collided.add(id)
	return { collided, repeats: listRepeatedRows(survey, collided) }
}

/** Looks at the ids alone first, which is cheap; only where some repeat, which of their rows are in order matters. */
async function surveyPlans(load: Load, kind: ImportKindName, plans: readonly FilePlan[]): Promise<Survey> {
	const names = new Set(['id', 'account_id', ...getImportKind(kind).key])
	const idsAlone = plans.map(plan => ({
		...plan,
		columns: plan.columns.filter(({ name }) => names.has(name)),
	}))
	const read = (plan: FilePlan) => readRecords(plan, load.zone)
	const rough = await surveyRows(kind, idsAlone.map(read), load.signal)
	return rough.repeated.size === 0 ? rough : await surveyRows(kind, plans.map(read), load.signal)
}
