import type { Pool } from 'pg'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import { diffModels, type ModelChange } from '../../core/operating-model/diff-models.ts'
import { type ParsedModel, parseModel } from '../../core/operating-model/parse-model.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { Problem } from '../problem.ts'
import { readWorkspace, todayOf } from '../workspace/workspace-store.ts'
import { readModel, saveModel } from './model-store.ts'
import { modelVocabulary } from './model-vocabulary.ts'

/** Reads a model from YAML; throws a problem that lists every mistake with its line and column. */
export function getParsedModel(text: string, file: string): OperatingModel {
	const parsed: ParsedModel = parseModel(text, modelVocabulary)
	if (parsed.ok) return parsed.model
	const lines = parsed.problems.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`)
	throw new Problem(
		'model_invalid',
		lines.join('\n'),
		`${parsed.problems.length === 1 ? 'Mend this' : 'Mend these'} and try again; nothing was changed.`,
	)
}

/** Makes the model the next version, with its audit row; the same model again makes none. */
export async function applyModel(
	pool: Pool,
	model: OperatingModel,
	by: { actor: string; now: Date; note: string | null },
): Promise<{ version: number; changes: ModelChange[] }> {
	return inTransaction(pool, async client => {
		// One writer at a time: the version after the one that was compared with.
		await client.query('lock table operating_model in share row exclusive mode')
		const present = await readModel(client, by.now)
		const changes = diffModels(present.model, model)
		if (changes.length === 0) return { version: present.version, changes }
		const version = present.version + 1
		const appliedOn = todayOf(await readWorkspace(client), by.now)
		await saveModel(client, {
			version,
			model,
			appliedAt: by.now,
			appliedOn,
			appliedBy: by.actor,
			note: by.note,
		})
		await client.query(
			`insert into audit (at, actor, action, subject, before, after) values ($1, $2, 'model.apply', $3, $4, $5)`,
			[
				by.now,
				by.actor,
				`operating model ${version}`,
				JSON.stringify({ version: present.version }),
				JSON.stringify({ version, changes: changes.map(({ text }) => text) }),
			],
		)
		return { version, changes }
	})
}
