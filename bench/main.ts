import { execFile, execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { benchParts, sectionOf, toMarkdown, writePage } from './performance-page.ts'

// Measures every part, or one, and prints it; --write puts it into docs/performance.md, where the other parts stay:
// npm run bench -- [--only usage] [--write] [--accounts 10000] [--events 20000000] … Sizes go to each part that has them.

const sizeNames = [...new Set(benchParts.flatMap(({ sizes }) => Object.keys(sizes)))]
const { values: options } = parseArgs({
	options: {
		only: { type: 'string' },
		write: { type: 'boolean', default: false },
		...Object.fromEntries(sizeNames.map(name => [name, { type: 'string' as const }])),
	},
})
const pageFile = join(import.meta.dirname, '../docs/performance.md')
const chosen = benchParts.filter(({ id }) => options.only === undefined || id === options.only)
if (chosen.length === 0) {
	throw new Error(`--only: expected ${benchParts.map(({ id }) => id).join(', ')}, got "${options.only}"`)
}
for (const part of chosen) {
	const sizes = Object.entries(part.sizes).flatMap(([name, usual]) => [
		`--${name}`,
		String(readSize(name) ?? usual),
	])
	process.stderr.write(`${part.id}: ${sizes.join(' ')}\n`)
	const printed = await promisify(execFile)(
		process.execPath,
		[join(import.meta.dirname, part.program), ...sizes],
		{ maxBuffer: 1 << 26 },
	)
	const body = toMarkdown(printed.stdout)
	process.stdout.write(`## ${part.title}\n\n${body}\n\n`)
	if (!options.write) continue
	const section = sectionOf(
		part.id,
		{
			on: new Date().toISOString().slice(0, 10),
			commit: readCommit(),
			machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.version}`,
			command: `npm run bench -- --only ${part.id} ${sizes.join(' ')}`,
		},
		body,
	)
	const page = await readFile(pageFile, 'utf8').catch(() => '')
	await writeFile(pageFile, writePage(page, new Map([[part.id, section]])))
}

function readSize(name: string): number | undefined {
	const text = Object.entries(options).find(([option]) => option === name)?.[1]
	if (typeof text !== 'string') return undefined
	const count = Number(text)
	if (Number.isSafeInteger(count) && count > 0) return count
	throw new Error(`--${name}: expected a whole number above 0, got "${text}"`)
}

function readCommit(): string {
	try {
		const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
		const changed = execFileSync('git', ['status', '--porcelain', '--untracked-files=no'], {
			encoding: 'utf8',
		})
		return changed.trim() === '' ? commit : `${commit} with changes`
	} catch {
		return 'unknown'
	}
}
