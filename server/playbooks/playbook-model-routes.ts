import { savePlaybook, switchPlaybook } from '../../api/playbooks.ts'
import type { Mount } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import { findUnknownEndpoints } from './find-unknown-endpoints.ts'
import { applyIn, lockModel, type PlaybookModelOptions, switchPlaybookTo } from './switch-playbook.ts'
import { withPlaybook } from './try-playbook.ts'

/** Changes of playbooks in the operating model: each a new version of the whole. */
export function mountPlaybookModelRoutes(mount: Mount, options: PlaybookModelOptions): void {
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
		const { model, problems } = withPlaybook(present.model, body.definition, options.vocabulary)
		if (body.definition.enabled) {
			problems.push(...(await findUnknownEndpoints(client, body.definition.steps)).values())
		}
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
		const change = body.to === 'on' ? body : { to: body.to, openRuns: body.open_runs, tasks: body.tasks }
		const switched = await switchPlaybookTo(client, params.playbook_id, change, act, options)
		return {
			version: switched.version,
			runs_changed: switched.runsChanged,
			tasks_lapsed: switched.tasksLapsed,
		}
	})
}
