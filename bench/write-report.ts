import { formatDay } from '../core/time/day.ts'
import { benchDates, benchMetrics } from './bench-metrics.ts'
import type { Agreement } from './compare-values.ts'
import type { UsageScale } from './make-usage-file.ts'
import type { Cost } from './measure.ts'
import type { PartResult } from './part.ts'

export interface BenchResult {
	scale: UsageScale
	fileBytes: number
	import: PartResult
	importAgain: PartResult
	table: PartResult
	rollup: PartResult
	backfill: PartResult
	daily: PartResult
	duckDbBackfill: PartResult
	/** null: not here. */
	pandas: Cost | null
	agreement: Agreement
}

/** What was measured, as Markdown. */
export function writeReport(result: BenchResult): string {
	const { scale, agreement } = result
	const count = (value: number) => value.toLocaleString('en')
	const lines = [
		"Import of usage and the metrics over it, against the same by hand in DuckDB's SQL, each in a process of its own, one",
		"after the other. CPU is of all threads and, for ours, of PostgreSQL's processes; memory is the most that the own",
		'process held.',
		'',
		`- ${count(scale.events)} events of ${count(scale.accounts)} accounts over 24 months (seed ${scale.seed}), CSV of ${megabytes(result.fileBytes)} MB`,
		'',
		'### Import',
		'',
		...table([
			['ours: CSV → checked, deduplicated, rolled up in PostgreSQL', result.import],
			['ours: the same file again (all duplicates)', result.importAgain],
			['DuckDB: CSV → table sorted by account and time, nothing checked', result.table],
			['by hand: CSV → sorted Parquet rollup in DuckDB, nothing checked', result.rollup],
		]),
		'',
		`CPU of ours ÷ DuckDB's sorted table: **${ratio(result.import, result.table)}** (target: at most 2), ÷ rollup by hand: **${ratio(result.import, result.rollup)}**. Stored: ${megabytes(result.import.bytes)} MB, the keys that find duplicates included; by hand ${megabytes(result.rollup.bytes)} MB.`,
		'',
		`### ${benchMetrics.length} usage metrics at ${benchDates.length} month ends`,
		'',
		...table([
			['ours: from PostgreSQL through the engine', result.backfill],
			['by hand: SQL in DuckDB from the sorted Parquet', result.duckDbBackfill],
			[`ours: the daily run's (${formatDay(benchDates.at(-1)!)} alone)`, result.daily],
			...(result.pandas ? [['pandas: eight of them, table in memory', result.pandas] as const] : []),
		]),
		'',
		`CPU of ours ÷ by hand: **${ratio(result.backfill, result.duckDbBackfill)}**. The daily run is ${((result.daily.cpuSeconds / result.backfill.cpuSeconds) * 100).toFixed(0)} % of the backfill.${result.pandas ? '' : ' pandas: not here.'}`,
		'',
		`Of ${count(agreement.values)} values (${count(agreement.unknown)} unknown on both sides) **${count(agreement.differences)}** differ.`,
		...agreement.examples.map(example => `- ${example}`),
		'',
	]
	return `${lines.join('\n')}\n`
}

function table(rows: (readonly [string, Cost])[]): string[] {
	return [
		'| | seconds | CPU seconds | of them PostgreSQL | memory MB |',
		'|---|---:|---:|---:|---:|',
		...rows.map(
			([name, cost]) =>
				`| ${name} | ${cost.wallSeconds.toFixed(1)} | ${cost.cpuSeconds.toFixed(1)} | ${cost.postgresCpuSeconds.toFixed(1)} | ${cost.peakMegabytes.toFixed(0)} |`,
		),
	]
}

function ratio(ours: Cost, reference: Cost): string {
	return (ours.cpuSeconds / reference.cpuSeconds).toFixed(2)
}
function megabytes(bytes: number): string {
	return Math.round(bytes / 1e6).toLocaleString('en')
}
