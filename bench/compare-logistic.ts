import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type ColumnTable, logisticRegression } from '../core/stats/logistic-regression.ts'

const run = promisify(execFile)
const bestOf = 3

interface Told {
	cpuSeconds: number
	intercept: number
	coefficients: number[]
}

/**
 * Our logistic regression beside scikit-learn's newton-cholesky on the same table, with a penalty of ½ Σ β², in one
 * line: CPU seconds, their ratio and the largest difference of a coefficient. Says plainly where Python lacks it.
 *
 * @param python set PERENNIAL_BENCH_PYTHON to one that has scikit-learn
 */
export async function compareLogistic(
	table: ColumnTable,
	outcomes: Uint8Array,
	python = process.env.PERENNIAL_BENCH_PYTHON ?? 'python3',
): Promise<string> {
	const ours = fitOurs(table, outcomes)
	const name = `logistic regression of ${table.rows} × ${table.columns}`
	const told = `${name}: ${ours.cpuSeconds.toFixed(2)} s of CPU`
	const found = await run(python, ['-c', 'import sklearn']).catch(() => undefined)
	if (!found) return `${told}; not compared: ${python} has no scikit-learn`
	const theirs = await fitTheirs(table, outcomes, python)
	const difference = Math.max(
		Math.abs(ours.intercept - theirs.intercept),
		...ours.coefficients.map((value, index) => Math.abs(value - theirs.coefficients[index]!)),
	)
	const ratio = ours.cpuSeconds / theirs.cpuSeconds
	return `${told}, scikit-learn ${theirs.cpuSeconds.toFixed(2)} s, ratio ${ratio.toFixed(2)}; largest difference of a coefficient ${difference.toExponential(1)}`
}

function fitOurs(table: ColumnTable, outcomes: Uint8Array): Told {
	let cpuSeconds = Number.POSITIVE_INFINITY
	let fit = logisticRegression(table, outcomes, { penalty: 1 })
	for (let round = 0; round < bestOf; round++) {
		const before = process.cpuUsage()
		fit = logisticRegression(table, outcomes, { penalty: 1 })
		const { user, system } = process.cpuUsage(before)
		cpuSeconds = Math.min(cpuSeconds, (user + system) / 1e6)
	}
	return { cpuSeconds, intercept: fit.intercept, coefficients: [...fit.coefficients] }
}

async function fitTheirs(table: ColumnTable, outcomes: Uint8Array, python: string): Promise<Told> {
	const folder = await mkdtemp(join(tmpdir(), 'perennial-bench-'))
	try {
		const file = join(folder, 'table.bin')
		const values = Float64Array.from([...table.values, ...outcomes])
		await writeFile(file, new Uint8Array(values.buffer))
		const script = join(import.meta.dirname, 'logistic_sklearn.py')
		// One thread on either side: CPU seconds of several would count waiting too.
		const env = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' }
		const { stdout } = await run(python, [script, file, String(table.rows), String(table.columns)], { env })
		return JSON.parse(stdout)
	} finally {
		await rm(folder, { recursive: true, force: true })
	}
}
