import type { ClientBase } from 'pg'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { ModelVocabulary } from '../../core/operating-model/check-model.ts'
import { diffModels, type ModelChange } from '../../core/operating-model/diff-models.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { type ModelVersion, readModel, saveModel } from '../model/model-store.ts'
import { Problem } from '../problem.ts'
import { findUnknownEndpoints } from './find-unknown-endpoints.ts'
import { noPlaybook } from './run-routes.ts'
import { lockOpenRuns } from './run-store.ts'
import { openRunWork } from './run-work-store.ts'
import type { RunWriters } from './run-writers.ts'
import { stepRuns } from './step-runs.ts'
import { withPlaybook } from './try-playbook.ts'
import { lockStarts } from './watch-store.ts'

export interface PlaybookModelOptions {
	writers: RunWriters
	vocabulary: ModelVocabulary
}

export interface ModelAct {
	actor: string
	at: Date
	day: number
}

/** What becomes of open runs and tasks of a playbook that is switched off. */
export const openRunsEnds = ['finish', 'pause', 'cancel'] as const
export const openTasksEnds = ['keep', 'lapse'] as const

export type PlaybookSwitch =
	| { to: 'on' }
	| { to: 'off'; openRuns: (typeof openRunsEnds)[number]; tasks: (typeof openTasksEnds)[number] }

export interface Switched {
	version: number
	runsChanged: number
	tasksLapsed: number
}

/** Switches a playbook in the caller's transaction: a new version of the model, and what becomes of its open runs. */
export async function switchPlaybookTo(
	client: ClientBase,
	playbookId: string,
	change: PlaybookSwitch,
	act: ModelAct,
	{ writers, vocabulary }: PlaybookModelOptions,
): Promise<Switched> {
	// What starts at this moment is there before its open runs are looked for, or not at all.
	await lockStarts(client)
	const present = await lockModel(client, act.at)
	const definition = present.model.playbooks.find(({ id }) => id === playbookId)
	if (!definition) throw noPlaybook(playbookId)
	const changed = { ...definition, enabled: change.to === 'on' }
	const { model, problems } = withPlaybook(present.model, changed, vocabulary)
	const unknown = await findUnknownEndpoints(client, definition.steps)
	const all = [...problems, ...unknown.values()]
	if (change.to === 'on' && all.length > 0) {
		throw new Problem('playbook_invalid', all.join('; '), 'Mend the playbook before it is switched on.')
	}
	const note = `${definition.name} switched ${change.to}`
	const { version } = await applyIn(client, present, model, act, note)
	if (change.to === 'on') return { version, runsChanged: 0, tasksLapsed: 0 }
	const work = await openRunWork(client, act.at, writers)
	const runs = work ? await lockOpenRuns(client, { playbookId }) : []
	const { openRuns, tasks } = change
	const event = { kind: 'switched_off' as const, by: act.actor, openRuns, tasks }
	const items = runs.map(run => ({ run, events: [event] }))
	const stepped = work ? await stepRuns(work, items) : []
	return {
		version,
		runsChanged: openRuns === 'finish' ? 0 : stepped.length,
		tasksLapsed: stepped.reduce((sum, { tasksLapsed }) => sum + tasksLapsed, 0),
	}
}

/** One writer of the model at a time: the version after the one that was looked at. */
export async function lockModel(client: ClientBase, now: Date): Promise<ModelVersion> {
	await client.query('lock table operating_model in share row exclusive mode')
	return readModel(client, now)
}

/** Makes the model the next version, with its audit row; the same model again makes none. */
export async function applyIn(
	client: ClientBase,
	present: ModelVersion,
	model: OperatingModel,
	act: ModelAct,
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
