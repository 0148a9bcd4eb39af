import type { Pool } from 'pg'
import type { ModelChange } from '../../core/operating-model/diff-models.ts'
import { Problem } from '../problem.ts'
import { applyModel } from './apply-model.ts'
import { listModels } from './model-store.ts'

/**
 * Makes an earlier version the next one. Nothing of history is taken back: scores of the past keep the version that made
 * them. Throws a problem where there is no such version.
 */
export async function rollbackModel(
	pool: Pool,
	versionText: string,
	by: { actor: string; now: Date; note: string | null },
): Promise<{ version: number; changes: ModelChange[] }> {
	const versions = await listModels(pool)
	const wanted = versions.find(({ version }) => String(version) === versionText.trim())
	if (!wanted) {
		const known = versions.map(({ version }) => version).join(', ')
		throw new Problem(
			'model_version_unknown',
			`There is no version ${versionText} of the operating model.`,
			known === '' ? 'No version was applied yet.' : `There are ${known}: perennial model history`,
		)
	}
	const note = by.note ?? `Back to version ${wanted.version}`
	return applyModel(pool, wanted.model, { ...by, note })
}
