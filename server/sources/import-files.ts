import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { PoolClient } from 'pg'
import type { FilePlan, PlannedFiles } from '../../connectors/files/file-plan.ts'
import { type FileReader, openFileReader } from '../../connectors/files/file-reader.ts'
import { readMapping } from '../../connectors/files/mapping.ts'
import { planFiles } from '../../connectors/files/plan-files.ts'
import { readRecords } from '../../connectors/files/read-records.ts'
import type { ImportKindName } from '../../core/model/import-kind.ts'
import type { Day } from '../../core/time/day.ts'
import { localDayOf } from '../../core/time/zone.ts'
import { type AccountPlace, listAccountPlaces } from '../accounts/account-store.ts'
import type { Context } from '../context.ts'
import { importProblem, sayFailure } from './import-problem.ts'
import { importRows, type Load, type LoadFile, sayLeftOut } from './import-rows.ts'
import { importUsageFile } from './import-usage-file.ts'
import { inBatch, withLoadLock } from './load-lock.ts'
import {
	type FileCounts,
	finishLoad,
	getLoadSettings,
	markDeadLoads,
	type RejectedRow,
	readRejects,
	saveCurrencySeen,
	saveLiveFrom,
	saveSource,
	startLoad,
} from './load-store.ts'
import { surveyKind } from './survey-kind.ts'
import { writeRejects } from './write-rejects.ts'

export interface ImportOptions {
	/** The kind of every file given, whatever its name. */
	as?: ImportKindName
	/** YAML file that says which file is which kind and which column is which. */
	mapFile?: string
	/** Instead of the workspace's own today or the clock's. */
	today?: Day
	/** Milliseconds since 1970-01-01 UTC. */
	clock?: () => number
	/** Stops the import after the batch that is being stored. */
	signal?: AbortSignal
	onProgress?: (progress: ImportProgress) => void
	onNote?: (text: string) => void
	rowsPerTransaction?: number
}

/** Large enough that a transaction's fixed costs vanish, small enough to wait little for a stop. */
const usualRowsPerTransaction = 20_000

export interface ImportProgress {
	file: string
	/** Rows of all files so far. */
	rows: number
	/** Share of all bytes, 0–1; within a file it is estimated. */
	share: number
}

/** What became of one file. rows = accepted + duplicates + corrections + rejected. */
export interface ImportedFile extends FileCounts {
	file: string
	kind: ImportKindName
}

/** The keys are those of `import --json`. */
export interface ImportResult {
	files: ImportedFile[]
	/** CSV of the refused rows with file, line, column, value and reason; null where none was. */
	rejects_file: string | null
	/** The first few of them. */
	first_rejects: RejectedRow[]
	notes: string[]
}

/** As many refused rows as a person reads before opening the file. */
const rejectsShown = 5

/**
 * Loads files or folders. Rows are stored in batches, each with its counts in one transaction: what happens later
 * takes nothing back, and the same import again completes the work. One import runs at a time, others wait.
 * Throws `Problem` when a file as a whole cannot be read, or when the import was stopped or failed midway.
 */
export async function importFiles(
	context: Context,
	paths: readonly string[],
	options: ImportOptions = {},
): Promise<ImportResult> {
	const tempFolder = join(context.dataFolder, 'temp')
	await using reader = await openFileReader({ tempFolder })
	const planned = await planPaths(reader, paths, options)
	const lock = { signal: options.signal, onNote: options.onNote ?? (() => {}) }
	return await withLoadLock(context.pool, lock, client =>
		runLoad({ context, client, reader, planned, options }),
	).catch(error => {
		throw importProblem(error, options.signal)
	})
}

async function planPaths(
	reader: FileReader,
	paths: readonly string[],
	options: ImportOptions,
): Promise<PlannedFiles> {
	try {
		const mapping = options.mapFile === undefined ? undefined : await readMapping(options.mapFile)
		return await planFiles(reader, paths, { as: options.as, mapping })
	} catch (error) {
		throw importProblem(error, options.signal)
	}
}

interface ImportRun {
	context: Context
	client: PoolClient
	reader: FileReader
	planned: PlannedFiles
	options: ImportOptions
}

async function runLoad(run: ImportRun): Promise<ImportResult> {
	const { client, context, planned, options } = run
	const clock = options.clock ?? Date.now
	const load = await beginLoad(run, clock)
	const files = new Map<string, LoadFile>()
	const progress = await trackProgress(planned.plans, files, options)
	load.onStored = progress.stored
	try {
		await storeFiles(run, load, files, progress.finished)
		await finishLoad(client, {
			loadId: load.loadId,
			state: 'done',
			error: null,
			finishedAt: new Date(clock()),
		})
	} catch (error) {
		const state = options.signal?.aborted ? 'interrupted' : 'failed'
		const failure = {
			loadId: load.loadId,
			state,
			error: sayFailure(error),
			finishedAt: new Date(clock()),
		} as const
		// Where not even this can be stored, the next load marks the load as interrupted.
		await finishLoad(client, failure).catch(() => finishLoad(context.pool, failure).catch(() => {}))
		await keepRejects(context, load.loadId).catch(() => {})
		throw importProblem(error, options.signal, [...files.values()])
	}
	const rejects = await keepRejects(context, load.loadId)
	const { files: imported, notes } = resultOf(files, planned)
	return { files: imported, ...rejects, notes }
}

function resultOf(
	files: ReadonlyMap<string, LoadFile>,
	planned: PlannedFiles,
): Pick<ImportResult, 'files' | 'notes'> {
	const all = [...files.values()]
	return {
		files: all.map(({ file, kind, counts }) => ({ file, kind, ...counts })),
		notes: [...planned.notes, ...all.flatMap(({ file, notes }) => notes.map(note => `${file}: ${note}`))],
	}
}

async function beginLoad(run: ImportRun, clock: () => number): Promise<Load> {
	const { client, options, planned } = run
	return await inBatch(client, async () => {
		const startedAt = new Date(clock())
		await markDeadLoads(client, startedAt)
		const settings = await getLoadSettings(client)
		const loadDay = options.today ?? settings.today ?? localDayOf(clock(), settings.zone)
		const sourceId = await saveSource(client, planned.plans[0]?.source ?? 'files')
		const loadId = await startLoad(client, { sourceId, loadDay, startedAt })
		const liveFrom = await saveLiveFrom(client, loadDay)
		return {
			client,
			loadId,
			loadDay,
			liveFrom,
			zone: settings.zone,
			signal: options.signal,
			rowsPerTransaction: options.rowsPerTransaction ?? usualRowsPerTransaction,
			onStored: () => {},
		}
	})
}

/** Kind by kind, because what repeats or collides must be known before the first row of its kind is stored. */
async function storeFiles(
	run: ImportRun,
	load: Load,
	files: Map<string, LoadFile>,
	onFinished: (plan: FilePlan) => void,
): Promise<void> {
	const sources = new Map<string, { sourceId: number; accounts: Map<string, AccountPlace> }>()
	const groups = Map.groupBy(run.planned.plans, plan => JSON.stringify([plan.source, plan.kind]))
	for (const plans of groups.values()) {
		const [{ source, kind }] = plans as [FilePlan]
		let place = sources.get(source)
		if (!place) {
			const sourceId = await saveSource(load.client, source)
			place = { sourceId, accounts: await listAccountPlaces(load.client, sourceId) }
			sources.set(source, place)
		}
		const survey = await surveyKind(load, place.sourceId, kind, plans)
		for (const plan of plans) {
			load.signal?.throwIfAborted()
			const file = fileOf(files, plan, { ...place, ...survey })
			await storeFile(run, load, file, plan)
			onFinished(plan)
		}
	}
	await saveCurrencySeen(load.client)
}

async function storeFile(run: ImportRun, load: Load, file: LoadFile, plan: FilePlan): Promise<void> {
	if (plan.kind === 'usage' || plan.kind === 'usage_daily') {
		await importUsageFile(load, file, run.reader, plan)
		return
	}
	const progress = { leftOut: 0 }
	await importRows(load, file, countLeftOut(readRecords(plan, load.zone), progress), plan.dataUntil)
	if (progress.leftOut > 0) file.notes.push(sayLeftOut(progress.leftOut))
}

async function* countLeftOut<T extends { leftOut: number }>(
	batches: AsyncIterable<T>,
	total: { leftOut: number },
): AsyncGenerator<T> {
	for await (const batch of batches) {
		total.leftOut += batch.leftOut
		yield batch
	}
}

/** A mapping may take several rows of one file as the same kind: they count together. */
function fileOf(
	files: Map<string, LoadFile>,
	plan: FilePlan,
	place: Pick<LoadFile, 'sourceId' | 'accounts' | 'collided' | 'repeats'>,
): LoadFile {
	const key = JSON.stringify([plan.file, plan.kind])
	const counts = files.get(key)?.counts ?? {
		rows: 0,
		accepted: 0,
		duplicates: 0,
		corrections: 0,
		rejected: 0,
	}
	const notes = [...new Set([...(files.get(key)?.notes ?? []), ...plan.notes])]
	const file = { ...place, file: plan.file, kind: plan.kind, counts, notes }
	files.set(key, file)
	return file
}

async function keepRejects(
	context: Context,
	loadId: number,
): Promise<Pick<ImportResult, 'rejects_file' | 'first_rejects'>> {
	const first: RejectedRow[] = []
	for await (const reject of readRejects(context.pool, loadId)) {
		first.push(reject)
		if (first.length === rejectsShown) break
	}
	if (first.length === 0) return { rejects_file: null, first_rejects: [] }
	const path = await writeRejects(context.dataFolder, loadId, readRejects(context.pool, loadId))
	return { rejects_file: path, first_rejects: first }
}

/** Bytes of a row where no file has been read yet to tell. */
const usualBytesPerRow = 60

async function trackProgress(
	plans: readonly FilePlan[],
	files: ReadonlyMap<string, LoadFile>,
	options: ImportOptions,
): Promise<{ stored: (file: LoadFile) => void; finished: (plan: FilePlan) => void }> {
	const sizes = new Map<FilePlan, number>()
	for (const plan of plans) sizes.set(plan, (await stat(plan.path)).size)
	const total = [...sizes.values()].reduce((sum, size) => sum + size, 0)
	const done = { bytes: 0, rows: 0 }
	const rowsSoFar = () => [...files.values()].reduce((sum, file) => sum + file.counts.rows, 0)
	return {
		stored(file) {
			const rows = rowsSoFar()
			const bytesPerRow = done.rows > 0 ? done.bytes / done.rows : usualBytesPerRow
			const bytes = done.bytes + (rows - done.rows) * bytesPerRow
			options.onProgress?.({ file: file.file, rows, share: total > 0 ? Math.min(bytes / total, 0.99) : 0 })
		},
		finished(plan) {
			done.bytes += sizes.get(plan) ?? 0
			done.rows = rowsSoFar()
			options.onProgress?.({ file: plan.file, rows: done.rows, share: total > 0 ? done.bytes / total : 1 })
		},
	}
}
