import type { ClientBase, Pool } from 'pg'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import { compilePlaybook, type Program } from '../../core/playbooks/compile-playbook.ts'
import { getModel, type ModelVersion, readModel } from '../model/model-store.ts'

/** Playbooks of model versions, compiled once each. */
export interface Programs {
	present: ModelVersion
	/** undefined where the version has no such playbook. */
	find(version: number, playbookId: string): Promise<Program | undefined>
}

// Versions never change once they are stored.
const compiled = new Map<string, Program>()
const mostCompiled = 2_000

/** The playbooks of the model in force, and of versions that open runs began with. */
export async function readPrograms(client: Pool | ClientBase, now: Date): Promise<Programs> {
	const present = await readModel(client, now)
	const models = new Map<number, OperatingModel>([[present.version, present.model]])
	const found = new Map<string, Program>()
	return {
		present,
		async find(version, playbookId) {
			const own = found.get(`${version}/${playbookId}`)
			if (own) return own
			const model = models.get(version) ?? (await getModel(client, version)).model
			models.set(version, model)
			const definition = model.playbooks.find(({ id }) => id === playbookId)
			if (!definition) return undefined
			// A database is not known here: two of a process may have the same version with other texts.
			const key = JSON.stringify(definition)
			const program = compiled.get(key) ?? compilePlaybook(definition)
			found.set(`${version}/${playbookId}`, program)
			if (compiled.has(key)) return program
			if (compiled.size >= mostCompiled) compiled.clear()
			compiled.set(key, program)
			return program
		},
	}
}
