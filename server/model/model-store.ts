import type { ClientBase, Pool } from 'pg'
import { defaultModel } from '../../core/catalog/default-model.ts'
import { OperatingModel } from '../../core/model/operating-model.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { readWorkspace, todayOf } from '../workspace/workspace-store.ts'

/** One applied version of the operating model. */
export interface ModelVersion {
	version: number
	model: OperatingModel
	appliedAt: Date
	/** The workspace's day from which it scores. */
	appliedOn: Day
	appliedBy: string
	note: string | null
}

interface ModelRow {
	version: number
	definition: unknown
	applied_at: Date
	applied_on: string
	applied_by: string
	note: string | null
}

function toVersion(row: ModelRow): ModelVersion {
	return {
		version: row.version,
		model: OperatingModel.parse(row.definition),
		appliedAt: row.applied_at,
		appliedOn: getDay(row.applied_on),
		appliedBy: row.applied_by,
		note: row.note,
	}
}

/** The model in force. A workspace without one gets the default as its version 1. */
export async function readModel(client: Pool | ClientBase, now: Date): Promise<ModelVersion> {
	return (await findModel(client)) ?? (await startModel(client, defaultModel, 'The default model', now))
}

/** Makes the first version, where there is none yet, and returns the version in force. */
export async function startModel(
	client: Pool | ClientBase,
	model: OperatingModel,
	note: string,
	now: Date,
): Promise<ModelVersion> {
	await client.query(
		`insert into operating_model (version, definition, applied_at, applied_on, applied_by, note)
		values (1, $1, $2, $3, 'perennial', $4) on conflict (version) do nothing`,
		[JSON.stringify(model), now, formatDay(todayOf(await readWorkspace(client), now)), note],
	)
	const made = await findModel(client)
	if (!made) throw new Error('the first version of the operating model was not stored')
	return made
}

async function findModel(client: Pool | ClientBase): Promise<ModelVersion | undefined> {
	const { rows } = await client.query<ModelRow>('select * from operating_model order by version desc limit 1')
	return rows[0] && toVersion(rows[0])
}

/** Stores a version. The caller has checked the model and holds the table against other writers. */
export async function saveModel(client: ClientBase, version: ModelVersion): Promise<void> {
	await client.query(
		`insert into operating_model (version, definition, applied_at, applied_on, applied_by, note)
		values ($1, $2, $3, $4, $5, $6)`,
		[
			version.version,
			JSON.stringify(version.model),
			version.appliedAt,
			formatDay(version.appliedOn),
			version.appliedBy,
			version.note,
		],
	)
}

/** One version; throws where there is no such version. */
export async function getModel(client: Pool | ClientBase, version: number): Promise<ModelVersion> {
	const { rows } = await client.query<ModelRow>('select * from operating_model where version = $1', [version])
	if (!rows[0]) throw new Error(`the operating model has no version ${version}`)
	return toVersion(rows[0])
}

/**
 * The version that scores a date: the last one applied by the end of it. A version scores forward, so dates before
 * the first one have the first. `versions` are the latest first.
 */
export function versionOn(versions: readonly ModelVersion[], date: Day): ModelVersion {
	const found = versions.find(({ appliedOn }) => appliedOn <= date)
	const version = found ?? versions.at(-1)
	if (!version) throw new Error('expected at least one version of the operating model')
	return version
}

/** All versions, the latest first. */
export async function listModels(client: Pool | ClientBase): Promise<ModelVersion[]> {
	const { rows } = await client.query<ModelRow>('select * from operating_model order by version desc')
	return rows.map(toVersion)
}
