import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { formatDay } from '../core/time/day.ts'
import { benchDates } from './bench-metrics.ts'
import { openBenchDuckDb } from './make-usage-file.ts'
import type { Cost } from './measure.ts'

const run = promisify(execFile)

/** The part of the metrics that a notebook would do in pandas, or null where no Python here has it. */
export async function runPandas(
	folder: string,
	rollupFile: string,
	say: (text: string) => void,
): Promise<Cost | null> {
	const python = await findPython()
	if (!python) {
		say('pandas: not here')
		return null
	}
	say('pandas')
	// Debian's pandas cannot read Parquet without further packages.
	const csv = join(folder, 'rollup.csv')
	const connection = await openBenchDuckDb(`${folder}/temp`)
	await connection.run(`copy (from '${rollupFile}') to '${csv}' (format csv, header)`)
	connection.closeSync()
	const { stdout } = await run(
		python,
		[join(import.meta.dirname, 'pandas_metrics.py'), csv, ...benchDates.map(formatDay)],
		{ maxBuffer: 1 << 20 },
	)
	return JSON.parse(stdout)
}

async function findPython(): Promise<string | undefined> {
	for (const python of ['python3', '/usr/bin/python3']) {
		const found = await run(python, ['-c', 'import pandas']).catch(() => undefined)
		if (found) return python
	}
	return undefined
}
