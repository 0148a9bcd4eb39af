import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'

/** A measurement that is repeated over many made-up companies, each with its seed. */
export interface SeedRuns<Result> {
	/** What it is called: the page in `docs/` and the folder in which finished seeds are kept. */
	name: string
	/** The program in this folder that measures one seed: `SEED ACCOUNTS FOLDER [keep]`. */
	program: string
	/** The file that the program leaves for a seed. */
	fileOf(folder: string, seed: number, accounts: number): string
	/** The page of all finished seeds. */
	write(finished: Result[]): string
}

/**
 * Measures seeds by the options of the command line and prints their page; `--write` writes it into `docs/`.
 * Every seed is a process of its own and leaves a file in the folder: the same command again goes on where it stopped.
 */
export async function runSeeds<Result>(runs: SeedRuns<Result>): Promise<void> {
	const options = readOptions(runs.name)
	await mkdir(options.folder, { recursive: true })
	const finished: Result[] = []
	for (let seed = options.first; seed < options.first + options.seeds; seed++) {
		const file = runs.fileOf(options.folder, seed, options.accounts)
		let result = await readResult<Result>(file)
		if (result === undefined && !options.onlyFinished) {
			process.stderr.write(`seed ${seed}: ${options.accounts} accounts\n`)
			await promisify(execFile)(process.execPath, [
				join(import.meta.dirname, runs.program),
				String(seed),
				String(options.accounts),
				options.folder,
				...(options.keep ? ['keep'] : []),
			])
			result = await readResult<Result>(file)
		}
		if (result !== undefined) finished.push(result)
	}
	const page = runs.write(finished)
	process.stdout.write(page)
	if (options.write) await writeFile(join(import.meta.dirname, `../docs/${runs.name}.md`), page)
}

function readOptions(name: string) {
	const { values } = parseArgs({
		options: {
			seeds: { type: 'string', default: '2' },
			accounts: { type: 'string', default: '2000' },
			first: { type: 'string', default: '1' },
			/** Where the figures of finished seeds are kept. */
			folder: { type: 'string', default: join(tmpdir(), `perennial-${name}`) },
			/** Keeps what was measured on, so that another way of doing it need not make the companies again. */
			keep: { type: 'boolean', default: false },
			/** Measures nothing more: the page is of the seeds that are finished. */
			'only-finished': { type: 'boolean', default: false },
			/** Writes the page into `docs/`. */
			write: { type: 'boolean', default: false },
		},
	})
	const [seeds, accounts, first] = [values.seeds, values.accounts, values.first].map(Number) as [
		number,
		number,
		number,
	]
	if (![seeds, accounts, first].every(number => Number.isSafeInteger(number) && number > 0)) {
		throw new Error('--seeds, --accounts and --first: expected whole numbers above 0')
	}
	const { folder, keep, 'only-finished': onlyFinished, write } = values
	return { seeds, accounts, first, folder, keep, onlyFinished, write }
}

async function readResult<Result>(file: string): Promise<Result | undefined> {
	const text = await readFile(file, 'utf8').catch(() => undefined)
	return text === undefined ? undefined : JSON.parse(text)
}
