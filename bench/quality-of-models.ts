import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeDemo } from '../demo/make-demo.ts'
import { stopPostgres } from '../server/postgres/stop-postgres.ts'
import { measureSeed, type SeedQuality } from './measure-seed.ts'
import { writeQuality } from './write-quality.ts'

// How good the models are on companies whose truth is known, relative to that truth:
// node bench/quality-of-models.ts --seeds 20 --accounts 10000 [--first 1] [--results FILE] [--write]

const { values: options } = parseArgs({
	options: {
		seeds: { type: 'string', default: '2' },
		accounts: { type: 'string', default: '2000' },
		first: { type: 'string', default: '1' },
		/** JSON of finished seeds: they are not done again, so that a long run can be continued. */
		results: { type: 'string' },
		/** Writes docs/model-quality.md. */
		write: { type: 'boolean', default: false },
	},
})

const [seeds, accounts, first] = [options.seeds, options.accounts, options.first].map(Number) as [
	number,
	number,
	number,
]
if (![seeds, accounts, first].every(number => Number.isSafeInteger(number) && number > 0)) {
	throw new Error('--seeds, --accounts and --first: expected whole numbers above 0')
}

const finished: SeedQuality[] = options.results
	? JSON.parse(await readFile(options.results, 'utf8').catch(() => '[]'))
	: []
for (let seed = first; seed < first + seeds; seed++) {
	if (finished.some(item => item.seed === seed && item.accounts === accounts)) continue
	const folder = await mkdtemp(join(tmpdir(), 'perennial-quality-'))
	try {
		process.stderr.write(`seed ${seed}: making ${accounts} accounts\n`)
		const demo = await makeDemo({ folder: join(folder, 'demo'), seed, accounts })
		finished.push(await measureSeed({ demo, dataFolder: join(folder, 'data'), seed, accounts }))
	} finally {
		await stopPostgres(join(folder, 'data')).catch(() => false)
		await rm(folder, { recursive: true, force: true })
	}
	if (options.results) await writeFile(options.results, JSON.stringify(finished, null, '\t'))
}
const page = writeQuality(finished)
process.stdout.write(page)
if (options.write) await writeFile(join(import.meta.dirname, '../docs/model-quality.md'), page)
