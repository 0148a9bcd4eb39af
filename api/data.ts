import { z } from 'zod'
import { importKindNames } from '../core/model/import-kind.ts'
import { contract } from './contract.ts'
import { AmountText, DayText, InstantText, pageOf, pageQuery } from './values.ts'

const group = 'Data'

export const SourceState = z.object({
	source: z.string(),
	kind: z.string(),
	data_until: DayText.nullable(),
	rows: z.int(),
	/** Share of the wanted fields that are filled, 0–1. */
	completeness: z.number().nullable(),
	/** Last week against the usual week. */
	volume_ratio: z.number().nullable(),
	stale: z.boolean(),
})
export const getQuality = contract({
	name: 'getQuality',
	method: 'GET',
	path: '/quality',
	access: 'data.read',
	group,
	says: 'How good the data are, and the list to fix',
	input: { query: z.strictObject({ as_of: DayText.optional() }) },
	output: z.object({
		as_of: DayText,
		currency: z.string().nullable(),
		sources: z.array(SourceState),
		findings: z.array(
			z.object({
				rule: z.string(),
				says: z.string(),
				count: z.int(),
				accounts: z.int(),
				arr: AmountText.nullable(),
				/** Money a year that is in no figure because of it, in the currencies of the data. */
				outside: z.array(z.object({ currency: z.string(), amount: AmountText })),
				examples: z.array(z.object({ account_id: z.string(), what: z.string() })),
			}),
		),
	}),
})
export const getFreshness = contract({
	name: 'getFreshness',
	method: 'GET',
	path: '/freshness',
	access: 'data.read',
	group,
	says: 'How far the data reach, by kind: what the pill on every page shows',
	input: {},
	output: z.object({
		today: DayText,
		/** The latest computed date; null before the first. */
		as_of: DayText.nullable(),
		computed_at: InstantText.nullable(),
		/** The least reach of the kinds; null where nothing was loaded. */
		data_until: DayText.nullable(),
		state: z.enum(['fresh', 'stale', 'outage', 'empty']),
		kinds: z.array(z.object({ kind: z.string(), data_until: DayText.nullable(), stale: z.boolean() })),
		/** Days of the last four weeks on which usage was missing for many accounts at once. */
		outages: z.array(z.object({ kind: z.string(), day: DayText, volume_share: z.number().nullable() })),
	}),
})

const FileCounts = z.object({
	file: z.string(),
	kind: z.string(),
	rows: z.int(),
	accepted: z.int(),
	duplicates: z.int(),
	corrections: z.int(),
	rejected: z.int(),
})

export const jobStates = ['planned', 'running', 'done', 'failed', 'interrupted'] as const
/** Something that takes a while: an import or a run of the day. */
export const Job = z.object({
	id: z.string(),
	kind: z.enum(['import', 'day', 'validation']),
	state: z.enum(jobStates),
	started_by: z.string(),
	started_at: InstantText,
	finished_at: InstantText.nullable(),
	/** What it does now, how many are done, and their share (0–1) where that can be said. */
	progress: z.object({ doing: z.string(), done: z.int(), share: z.number().nullable() }),
	error: z.object({ message: z.string(), fix: z.string().nullable() }).nullable(),
	/** Of an import that is done. */
	imported: z
		.object({
			files: z.array(FileCounts),
			first_rejects: z.array(
				z.object({
					file: z.string(),
					line: z.int().nullable(),
					column: z.string().nullable(),
					value: z.string().nullable(),
					reason: z.string(),
				}),
			),
			load_id: z.int().nullable(),
			notes: z.array(z.string()),
		})
		.nullable(),
	/** The run of the day that an import starts when it is done; null where none follows. */
	next_job_id: z.string().nullable(),
	/** Of a run of the day that is done. */
	day: z.record(z.string(), z.unknown()).nullable(),
})
export type Job = z.infer<typeof Job>

export const PlannedFile = z.object({
	file: z.string(),
	bytes: z.int(),
	kind: z.enum(importKindNames).nullable(),
	source: z.string().nullable(),
	/** Our column ← theirs. */
	columns: z.array(z.object({ name: z.string(), from: z.string(), known: z.boolean() })),
	/** The first rows as the file has them, by our names. */
	sample: z.array(z.record(z.string(), z.string())),
	/** Why it cannot be read as it is; null where it can. */
	problem: z.object({ message: z.string(), fix: z.string().nullable() }).nullable(),
	notes: z.array(z.string()),
})

export const planImport = contract({
	name: 'planImport',
	method: 'POST',
	path: '/imports',
	access: 'data.import',
	group,
	kind: 'upload',
	says: 'Upload files (parts named `files`; a part `mapping` with YAML; a part `as` with a kind) and see how they would be read. Nothing is stored yet',
	input: {},
	output: z.object({ job: Job, files: z.array(PlannedFile), ready: z.boolean() }),
})
export const startImport = contract({
	name: 'startImport',
	method: 'POST',
	path: '/imports/:id/start',
	access: 'data.import',
	group,
	says: 'Load the uploaded files',
	input: { params: z.strictObject({ id: z.uuid() }), body: z.strictObject({}) },
	output: Job,
})
export const getJob = contract({
	name: 'getJob',
	method: 'GET',
	path: '/jobs/:id',
	access: 'data.read',
	group,
	says: 'How far an import or a run is',
	input: { params: z.strictObject({ id: z.uuid() }) },
	output: Job,
})
export const followJob = contract({
	name: 'followJob',
	method: 'GET',
	path: '/jobs/:id/events',
	access: 'data.read',
	group,
	kind: 'stream',
	says: 'The same as server-sent events, until it ends',
	input: { params: z.strictObject({ id: z.uuid() }) },
	output: Job,
})
export const stopJob = contract({
	name: 'stopJob',
	method: 'DELETE',
	path: '/jobs/:id',
	access: 'data.import',
	group,
	says: 'Stop an import after the rows that are being stored, or drop one that has not started',
	input: { params: z.strictObject({ id: z.uuid() }) },
	output: Job,
})
export const runDay = contract({
	name: 'runDay',
	method: 'POST',
	path: '/day/runs',
	access: 'day.run',
	group,
	says: 'Run the day now',
	input: { body: z.strictObject({ as_of: DayText.optional() }) },
	output: Job,
})
export const listLoads = contract({
	name: 'listLoads',
	method: 'GET',
	path: '/loads',
	access: 'data.read',
	group,
	says: 'Past loads with their files and counts, the latest first',
	input: { query: z.strictObject({ ...pageQuery }) },
	output: pageOf(
		z.object({
			id: z.int(),
			source: z.string(),
			load_day: DayText,
			started_at: InstantText,
			finished_at: InstantText.nullable(),
			state: z.enum(['running', 'done', 'failed', 'interrupted']),
			error: z.string().nullable(),
			files: z.array(FileCounts.extend({ note: z.string().nullable() })),
		}),
	),
})
export const listRejects = contract({
	name: 'listRejects',
	method: 'GET',
	path: '/loads/:id/rejects',
	access: 'data.read',
	group,
	says: 'Refused rows of a load with line, column, value and reason',
	input: {
		params: z.strictObject({
			id: z.coerce
				.number<string>()
				.int()
				.min(1)
				.max(2 ** 52),
		}),
		query: z.strictObject({ ...pageQuery }),
	},
	output: pageOf(
		z.object({
			id: z.int(),
			file: z.string(),
			line: z.int().nullable(),
			column: z.string().nullable(),
			value: z.string().nullable(),
			reason: z.string(),
		}),
	),
})

export const dataContracts = [
	getQuality,
	getFreshness,
	planImport,
	startImport,
	getJob,
	followJob,
	stopJob,
	runDay,
	listLoads,
	listRejects,
]
