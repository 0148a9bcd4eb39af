import type { ClientBase } from 'pg'
import { savePlaybook, switchPlaybook } from '../../api/playbooks.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { ModelVocabulary } from '../../core/operating-model/check-model.ts'
import { diffModels, type ModelChange } from '../../core/operating-model/diff-models.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import type { Mount } from '../http/mount.ts'
import { type ModelVersion, readModel, saveModel } from '../model/model-store.ts'
import { Problem } from '../problem.ts'
import { noPlaybook } from './run-routes.ts'
import { lockOpenRuns } from './run-store.ts'
import { openRunWork } from './run-work-store.ts'
import type { RunWriters } from './run-writers.ts'
import { stepRuns } from './step-runs.ts'
import { withPlaybook } from './try-playbook.ts'

export interface PlaybookModelOptions {
	writers: RunWriters
	vocabulary: ModelVocabulary
}

/** Changes of playbooks in the operating model: each a new version of the whole. */
export function mountPlaybookModelRoutes(mount: Mount, { writers, vocabulary }: PlaybookModelOptions): void {
	mount.change(savePlaybook, async ({ client, params, body, act }) => {
		const present = await lockModel(client, act.at)
		if (present.version !== body.base_version) {
			throw new Problem(
				'model_changed_meanwhile',
				`Version ${present.version} of the model came in between; yours began with ${body.base_version}.`,
				'Load it again and make your change on it.',
			)
		}
		if (body.definition.id !== params.playbook_id) {
			throw new Problem(
				'playbook_id_other',
				`Expected the playbook "${params.playbook_id}", the definition has the id "${body.definition.id}".`,
				'A playbook keeps its id; make a new one for another id.',
			)
		}
		const { model, problems } = withPlaybook(present.model, body.definition, vocabulary)
		if (problems.length > 0)
			throw new Problem(
				'playbook_invalid',
				problems.join('; '),
				'Mend this and save again; nothing was changed.',
			)
		const { version, changes } = await applyIn(client, present, model, act, body.note ?? null)
		return { version, changes: changes.map(({ text }) => text) }
	})
	mount.change(switchPlaybook, async ({ client, params, body, act }) => {
		const present = await lockModel(client, act.at)
		const definition = present.model.playbooks.find(({ id }) => id === params.playbook_id)
		if (!definition) throw noPlaybook(params.playbook_id)
		const changed = { ...definition, enabled: body.to === 'on' }
		const { model, problems } = withPlaybook(present.model, changed, vocabulary)
		if (body.to === 'on' && problems.length > 0)
			throw new Problem(
				'playbook_invalid',
				problems.join('; '),
				'Mend the playbook before it is switched on.',
			)
		const note = `${definition.name} switched ${body.to}`
		const { version } = await applyIn(client, present, model, act, note)
		if (body.to === 'on') return { version, runs_changed: 0, tasks_lapsed: 0 }
		const work = await openRunWork(client, act.at, writers)
		const runs = work ? await lockOpenRuns(client, { playbookId: definition.id }) : []
		const event = {
			kind: 'switched_off' as const,
			by: act.actor,
			openRuns: body.open_runs,
			tasks: body.tasks,
		}
		const stepped = work
			? await stepRuns(
					work,
					runs.map(run => ({ run, events: [event] })),
				)
			: []
		return {
			version,
			runs_changed: body.open_runs === 'finish' ? 0 : stepped.length,
			tasks_lapsed: stepped.reduce((sum, { tasksLapsed }) => sum + tasksLapsed, 0),
		}
	})
}

/** One writer of the model at a time: the version after the one that was looked at. */
async function lockModel(client: ClientBase, now: Date): Promise<ModelVersion> {
	await client.query('lock table operating_model in share row exclusive mode')
	return readModel(client, now)
}

async function applyIn(
	client: ClientBase,
	present: ModelVersion,
	model: OperatingModel,
	act: { actor: string; at: Date; day: number },
	note: string | null,
): Promise<{ version: number; changes: ModelChange[] }> {
	const changes = diffModels(present.model, model)
	if (changes.length === 0) return { version: present.version, changes }
	const version = present.version + 1
	await saveModel(client, {
		version,
		model,
		appliedAt: act.at,
		appliedOn: act.day,
		appliedBy: act.actor,
		note,
	})
	await saveAuditRow(client, {
		...act,
		action: 'model.apply',
		subject: `operating model ${version}`,
		before: { version: present.version },
		after: { version, changes: changes.map(({ text }) => text) },
	})
	return { version, changes }
}
