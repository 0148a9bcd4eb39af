import type { ClientBase } from 'pg'
import {
	getImportKind,
	type ImportKindName,
	isFactImportKind,
	type RowValues,
} from '../../core/model/import-kind.ts'
import type { Day } from '../../core/time/day.ts'
import type { AccountPlace } from '../accounts/account-store.ts'
import { mergeFxRates } from './fx-rate-store.ts'
import { inBatch } from './load-lock.ts'
import { type FileCounts, type RejectedRow, saveFileCounts, saveRejects } from './load-store.ts'
import { mergeBatch } from './merge-batch.ts'
import type { RowOutcome } from './merge-rows.ts'
import type { RepeatedRows } from './repeated-rows.ts'
import { saveReach, saveReachWithoutRows } from './source-store.ts'
import type { CheckedRows } from './survey-rows.ts'
import { mergeTeamMembers } from './team-member-store.ts'

/** One load while it runs. */
export interface Load {
	/** The connection that holds the load lock. */
	client: ClientBase
	loadId: number
	loadDay: Day
	liveFrom: Day
	zone: string
	signal: AbortSignal | undefined
	rowsPerTransaction: number
	/** Called after each stored batch. */
	onStored: (file: LoadFile) => void
}

/** One file of a load with what became of its rows so far. */
export interface LoadFile {
	/** The name for people. */
	file: string
	kind: ImportKindName
	sourceId: number
	accounts: Map<string, AccountPlace>
	/** Ids of the kind that stand on several accounts. */
	collided: ReadonlySet<string>
	repeats: RepeatedRows
	counts: FileCounts
	notes: string[]
}

/**
 * Stores the rows of one file, a batch to a transaction with its counts: whatever happens later, what was counted
 * is stored, and only that.
 */
export async function importRows(
	load: Load,
	file: LoadFile,
	batches: AsyncIterable<CheckedRows>,
	dataUntil: Day | null,
): Promise<void> {
	const reach = { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY, dataUntil }
	let rows: RowValues[] = []
	let rejects: RejectedRow[] = []
	const store = async (isLast: boolean) => {
		load.signal?.throwIfAborted()
		await inBatch(load.client, async () => {
			const { outcomes, days } = await mergeRowsOf(load, file, rows)
			for (const day of days) {
				if (day < reach.first) reach.first = day
				if (day > reach.last) reach.last = day
			}
			count(file.counts, outcomes, rejects)
			await saveRejects(load.client, load.loadId, rejects)
			await saveCounts(load, file)
			if (isLast) await saveReachOf(load, file, reach)
		})
		rows = []
		rejects = []
		load.onStored(file)
	}
	for await (const batch of batches) {
		for (const reject of batch.rejects) rejects.push(reject)
		for (const { values } of batch.rows) {
			rows.push(values)
			if (rows.length + rejects.length >= load.rowsPerTransaction) await store(false)
		}
	}
	await store(true)
}

/** Writes down what became of the file's rows so far. */
export async function saveCounts(load: Load, file: LoadFile): Promise<void> {
	await saveFileCounts(load.client, load.loadId, {
		file: file.file,
		kind: file.kind,
		counts: file.counts,
		note: file.notes.join(' ') || null,
	})
}

/** Note on rows that a mapping's filter did not take. */
export function sayLeftOut(rows: number): string {
	return `${rows.toLocaleString('en-US')} rows left out, as the mapping says`
}

async function mergeRowsOf(
	load: Load,
	file: LoadFile,
	rows: readonly RowValues[],
): Promise<{ outcomes: RowOutcome[]; days: Day[] }> {
	if (rows.length === 0) return { outcomes: [], days: [] }
	const { client } = load
	if (isFactImportKind(file.kind)) return mergeBatch(client, { ...load, ...file }, file.kind, rows)
	const outcomes =
		file.kind === 'team'
			? await mergeTeamMembers(client, load.loadId, rows, file.repeats)
			: await mergeFxRates(client, load, rows, file.repeats)
	return { outcomes, days: [] }
}

function count(counts: FileCounts, outcomes: readonly RowOutcome[], rejects: readonly RejectedRow[]): void {
	for (const outcome of outcomes) {
		if (outcome === 'accepted') counts.accepted++
		else if (outcome === 'duplicate') counts.duplicates++
		else counts.corrections++
	}
	counts.rejected += rejects.length
	counts.rows += outcomes.length + rejects.length
}

/** The days that a file's rows are about. */
export interface FileReach {
	/** Later than `last` where no row is about any day. */
	first: Day
	last: Day
	/** Up to which day a person says that the file is complete. */
	dataUntil: Day | null
}

/** Records that a file was stored to its end and how far it reached. Nothing reaches beyond the day of its load. */
export async function saveReachOf(load: Load, file: LoadFile, reach: FileReach): Promise<void> {
	const kind = getImportKind(file.kind).factKind ?? file.kind
	if (kind === 'team' || kind === 'fx_rates') return
	const place = { sourceId: file.sourceId, kind, loadDay: load.loadDay }
	const lastDay = Math.min(Math.max(reach.last, reach.dataUntil ?? reach.last), load.loadDay)
	if (lastDay === Number.NEGATIVE_INFINITY) return saveReachWithoutRows(load.client, place)
	await saveReach(load.client, { ...place, firstDay: Math.min(reach.first, lastDay), lastDay })
}
