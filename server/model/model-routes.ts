import type { Pool } from 'pg'
import type { z } from 'zod'
import {
	applyModel,
	getModel as getModelContract,
	getModelHistory,
	getModelVersion,
	getWhatIf,
	listModelVersions,
	type ModelHistory,
	planModel,
	startModelHistory,
	stopModelHistory,
} from '../../api/model.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import { diffModels } from '../../core/operating-model/diff-models.ts'
import { parseModel } from '../../core/operating-model/parse-model.ts'
import { printModel } from '../../core/operating-model/print-model.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import type { Asker, Mount } from '../http/mount.ts'
import { InputProblem } from '../http/problem-details.ts'
import { Problem } from '../problem.ts'
import { createHistoryWorks, type LookAtModel } from './history-works.ts'
import { listModels, type ModelVersion, readModel, saveModel } from './model-store.ts'
import { modelVocabulary } from './model-vocabulary.ts'

type Impact = z.input<(typeof planModel)['output']>['impact']
type WhatIf = z.input<(typeof getWhatIf)['output']>
export type HistoryJson = z.input<typeof ModelHistory>

export interface ModelRouteOptions {
	/** What a model would do on the latest computed date; null where that cannot be said. */
	impactOf(
		pool: Pool,
		before: OperatingModel,
		after: OperatingModel,
		now: Date,
		isShown: (ownerEmail: string | null) => boolean,
	): Promise<Impact>
	/** Today's customers with some metrics; accounts that may not be shown are in neither. */
	customersOf(
		pool: Pool,
		metrics: readonly string[],
		now: Date,
		isShown: (ownerEmail: string | null) => boolean,
	): Promise<WhatIf>
	/** What history says of a model; takes minutes. */
	lookAtHistory: LookAtModel<HistoryJson>
	onFault: (error: unknown, text: string) => void
}

/** The operating model: reading, checking, planning and applying it. */
export function mountModelRoutes(mount: Mount, options: ModelRouteOptions): void {
	const { impactOf } = options
	mountHistoryRoutes(mount, options)
	mount.read(getModelContract, async ({ pool, now }) => versionJson(await readModel(pool, now)))
	mount.read(listModelVersions, async ({ pool, now }) => {
		await readModel(pool, now)
		const versions = await listModels(pool)
		return {
			items: versions.map((version, index) => {
				const before = versions[index + 1]
				return { ...headJson(version), changes: before ? diffModels(before.model, version.model) : [] }
			}),
		}
	})
	mount.read(getModelVersion, async ({ params, pool }) => {
		const found = (await listModels(pool)).find(({ version }) => version === params.version)
		if (!found) throw new Problem('not_found', `The operating model has no version ${params.version}.`)
		return versionJson(found)
	})
	mount.read(planModel, async ({ body, pool, now, may }) => {
		const present = await readModel(pool, now)
		const parsed = parseModel(body.yaml, modelVocabulary)
		const base_version = present.version
		if (!parsed.ok) return { ok: false, problems: parsed.problems, base_version, changes: [], impact: null }
		const changes = diffModels(present.model, parsed.model)
		const impact = await impactOf(pool, present.model, parsed.model, now, mayRead(may))
		return { ok: true, problems: [], base_version, changes, impact }
	})
	mount.read(getWhatIf, ({ query, pool, now, may }) =>
		options.customersOf(pool, query.metrics, now, mayRead(may)),
	)
	mount.change(applyModel, async ({ body, client, act }) => {
		const parsed = parseModel(body.yaml, modelVocabulary)
		if (!parsed.ok) {
			throw new InputProblem(
				parsed.problems.map(({ line, column, message }) => ({ at: `body.yaml:${line}:${column}`, message })),
			)
		}
		// One writer at a time: the version after the one that was compared with.
		await client.query('lock table operating_model in share row exclusive mode')
		const present = await readModel(client, act.at)
		if (present.version !== body.base_version) {
			throw new Problem(
				'model_changed_meanwhile',
				`Expected a change of version ${present.version}, got one of version ${body.base_version}.`,
				'Look at the version in force, and make the change to it.',
			)
		}
		const changes = diffModels(present.model, parsed.model)
		if (changes.length === 0) return { ...headJson(present), changes }
		const next: ModelVersion = {
			version: present.version + 1,
			model: parsed.model,
			appliedAt: act.at,
			appliedOn: act.day,
			appliedBy: act.actor,
			note: body.note || null,
		}
		await saveModel(client, next)
		await saveAuditRow(client, {
			...act,
			action: 'model.apply',
			subject: `operating model ${next.version}`,
			before: { version: present.version },
			after: { version: next.version, changes: changes.map(({ text }) => text) },
		})
		return { ...headJson(next), changes }
	})
}

function mayRead(may: Asker['may']): (ownerEmail: string | null) => boolean {
	return ownerEmail => may({ ownerEmail }, 'accounts.read')
}

function mountHistoryRoutes(mount: Mount, { lookAtHistory, onFault }: ModelRouteOptions): void {
	const works = createHistoryWorks(lookAtHistory, error => {
		if (error instanceof Problem) return error.message
		onFault(error, 'looking at history for a model')
		return 'A fault of the program ended it. The log of the server says more.'
	})
	mount.read(startModelHistory, async ({ body, actor, now }) => {
		const parsed = parseModel(body.yaml, modelVocabulary)
		if (parsed.ok) return works.start(actor.name, parsed.model, now)
		throw new InputProblem(
			parsed.problems.map(({ line, column, message }) => ({ at: `body.yaml:${line}:${column}`, message })),
		)
	})
	mount.read(getModelHistory, async ({ params, actor }) => {
		const work = works.find(actor.name, params.id)
		if (!work) throw new Problem('not_found', 'There is no such look at history, or it is no longer kept.')
		return work
	})
	mount.read(stopModelHistory, async ({ params, actor }) => ({ stopped: works.stop(actor.name, params.id) }))
}

function headJson({ version, appliedAt, appliedBy, note }: ModelVersion) {
	return { version, applied_at: appliedAt.toISOString(), applied_by: appliedBy, note }
}

function versionJson(version: ModelVersion) {
	return { ...headJson(version), yaml: printModel(version.model), model: version.model }
}
