import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { stopPostgres } from '../server/postgres/stop-postgres.ts'
import { compareValues } from './compare-values.ts'
import { makeUsageFile } from './make-usage-file.ts'
import type { PartInput, PartName, PartResult } from './part.ts'
import { runPandas } from './run-pandas.ts'
import { type BenchResult, writeReport } from './write-report.ts'

// Measures the import of usage and the metrics over it against the same by hand in DuckDB's SQL:
// node bench/usage-bench.ts --accounts 10000 --events 20000000 [--seed 1] [--folder DIR]

const { values: options } = parseArgs({
	options: {
		accounts: { type: 'string', default: '1000' },
		events: { type: 'string', default: '1000000' },
		seed: { type: 'string', default: '1' },
		/** Kept afterwards; by default a temporary folder that is removed. */
		folder: { type: 'string' },
	},
})

const scale = {
	accounts: readCount('accounts', options.accounts),
	events: readCount('events', options.events),
	seed: readCount('seed', options.seed),
}
const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'perennial-bench-')))
try {
	process.stdout.write(await runBench())
} finally {
	await stopPostgres(join(folder, 'data')).catch(() => false)
	if (options.folder === undefined) await rm(folder, { recursive: true, force: true })
}

async function runBench(): Promise<string> {
	await mkdir(folder, { recursive: true })
	const files = { usageFile: join(folder, 'usage.csv'), rollupFile: join(folder, 'rollup.parquet') }
	say(`making ${scale.events.toLocaleString('en')} events of ${scale.accounts.toLocaleString('en')} accounts`)
	const fileBytes = await makeUsageFile(files.usageFile, scale)
	const run = (part: PartName) => runPart({ part, folder, ...files, accounts: scale.accounts })
	const result: BenchResult = {
		scale,
		fileBytes,
		import: await run('import'),
		importAgain: await run('import'),
		table: await run('duckdb-table'),
		rollup: await run('duckdb-rollup'),
		backfill: await run('backfill'),
		daily: await run('daily'),
		duckDbBackfill: await run('duckdb-backfill'),
		pandas: await runPandas(folder, files.rollupFile, say),
		agreement: compareValues(
			await readValues(join(folder, 'ours.f64')),
			await readValues(join(folder, 'duckdb.f64')),
			await readValues(join(folder, 'ours-daily.f64')),
		),
	}
	return writeReport(result)
}

async function runPart(input: PartInput): Promise<PartResult> {
	say(input.part)
	const { stdout } = await promisify(execFile)(
		process.execPath,
		[join(import.meta.dirname, 'part.ts'), JSON.stringify(input)],
		{ maxBuffer: 1 << 24 },
	)
	return JSON.parse(stdout)
}

async function readValues(file: string): Promise<Float64Array> {
	const bytes = await readFile(file)
	return new Float64Array(new Uint8Array(bytes).buffer)
}

function readCount(name: string, text: string): number {
	const count = Number(text)
	if (Number.isSafeInteger(count) && count > 0) return count
	throw new Error(`--${name}: expected a whole number above 0, got "${text}"`)
}

function say(text: string): void {
	process.stderr.write(`${text}\n`)
}
