import type { ClientBase, Pool } from 'pg'
import { defaultModel } from '../../core/catalog/default-model.ts'
import { OperatingModel } from '../../core/model/operating-model.ts'
import type { Day } from '../../core/time/day.ts'
import { localDayOf } from '../../core/time/zone.ts'

/** One applied version of the operating model. */
export interface ModelVersion {
	version: number
	model: OperatingModel
	appliedAt: Date
	appliedBy: string
	note: string | null
}

interface ModelRow {
	version: number
	definition: unknown
	applied_at: Date
	applied_by: string
	note: string | null
}

function toVersion(row: ModelRow): ModelVersion {
	return {
		version: row.version,
		model: OperatingModel.parse(row.definition),
		appliedAt: row.applied_at,
		appliedBy: row.applied_by,
		note: row.note,
	}
}

/** The model in force. A workspace without one gets the default as its version 1. */
export async function readModel(client: Pool | ClientBase, now: Date): Promise<ModelVersion> {
	const found = await findModel(client)
	if (found) return found
	await client.query(
		`insert into operating_model (version, definition, applied_at, applied_by, note)
		values (1, $1, $2, 'perennial', 'The default model') on conflict (version) do nothing`,
		[JSON.stringify(defaultModel), now],
	)
	const made = await findModel(client)
	if (!made) throw new Error('the default model was not stored')
	return made
}

async function findModel(client: Pool | ClientBase): Promise<ModelVersion | undefined> {
	const { rows } = await client.query<ModelRow>('select * from operating_model order by version desc limit 1')
	return rows[0] && toVersion(rows[0])
}

/** Stores a version. The caller has checked the model and holds the table against other writers. */
export async function saveModel(client: ClientBase, version: ModelVersion): Promise<void> {
	await client.query(
		`insert into operating_model (version, definition, applied_at, applied_by, note) values ($1, $2, $3, $4, $5)`,
		[version.version, JSON.stringify(version.model), version.appliedAt, version.appliedBy, version.note],
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
export function versionOn(versions: readonly ModelVersion[], date: Day, zone: string): ModelVersion {
	const found = versions.find(({ appliedAt }) => localDayOf(appliedAt.getTime(), zone) <= date)
	const version = found ?? versions.at(-1)
	if (!version) throw new Error('expected at least one version of the operating model')
	return version
}

/** All versions, the latest first. */
export async function listModels(client: Pool | ClientBase): Promise<ModelVersion[]> {
	const { rows } = await client.query<ModelRow>('select * from operating_model order by version desc')
	return rows.map(toVersion)
}
