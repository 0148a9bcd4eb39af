import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseSync } from 'oxc-parser'
import { describe, expect, it } from 'vitest'

const root = import.meta.dirname
const leaves = ['core/time', 'core/money', 'core/stats', 'core/sql']
/** The places where the domains of the server are joined. */
const joints = [
	'server/main.ts',
	'server/http/app.ts',
	'server/jobs/worker.ts',
	'server/jobs/run-day.ts',
	'server/jobs/day-work.ts',
	// For tests of whole days.
	'server/jobs/lived-company.ts',
]
const infrastructure = ['server/postgres', 'server/http', 'server/jobs', 'server/outbound']
const forbiddenNames =
	/(^|\/)(index|utils?|helpers?|common|misc|services?|shared|types|constants)(\/|\.tsx?$)/
const maximumLines = 400

function listSources(folder: string): string[] {
	return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
		const path = join(folder, entry.name)
		if (entry.isDirectory()) {
			return /^(node_modules|\.git|perennial-data|fixtures|dist|\.ci)$/.test(entry.name)
				? []
				: listSources(path)
		}
		return /\.tsx?$/.test(entry.name) ? [path] : []
	})
}

function listImports(file: string): string[] {
	const { module, program } = parseSync(file, readFileSync(join(root, file), 'utf8'))
	const named = [...module.staticImports, ...module.staticExports.flatMap(item => item.entries)]
	const specifiers = named.flatMap(item => {
		const request = 'moduleRequest' in item ? item.moduleRequest : undefined
		return request ? [request.value] : []
	})
	const dynamic = module.dynamicImports.map(({ moduleRequest }) =>
		program.type === 'Program'
			? readFileSync(join(root, file), 'utf8').slice(moduleRequest.start + 1, moduleRequest.end - 1)
			: '',
	)
	return [...specifiers, ...dynamic]
		.filter(specifier => specifier.startsWith('.'))
		.map(specifier => relative(root, resolve(root, dirname(file), specifier)))
}

function isIn(file: string, ...folders: string[]): boolean {
	return folders.some(folder => file === folder || file.startsWith(`${folder}/`))
}

/** `server/<domain>` of a server file, undefined for files directly in server/. */
function folderOf(file: string, depth: number): string {
	return dirname(file).split('/').slice(0, depth).join('/')
}

/** The table of docs/decisions and ARCHITECTURE.md: may `file` import `target`? */
function mayImport(file: string, target: string): boolean {
	if (isIn(file, 'bench', 'e2e', 'scripts') || !file.includes('/')) return true
	if (/\.(test|long)\.tsx?$/.test(file)) return true
	if (isIn(file, ...leaves)) return isIn(target, folderOf(file, 2))
	if (isIn(file, 'core/model')) return isIn(target, 'core/model', 'core/time', 'core/money')
	if (isIn(file, 'core/conditions', 'core/contracts'))
		return isIn(target, folderOf(file, 2), 'core/model', 'core/time', 'core/money')
	if (isIn(file, 'core/catalog')) return isIn(target, 'core/catalog', 'core/model', 'core/time')
	if (isIn(file, 'core'))
		return isIn(target, folderOf(file, 2), 'core/model', 'core/conditions', 'core/contracts', ...leaves)
	if (isIn(file, 'api')) return isIn(target, 'api', 'core/model', 'core/time', 'core/money')
	if (isIn(file, 'connectors'))
		return isIn(target, 'connectors', 'core/model', 'core/facts', 'core/time', 'core/money')
	if (joints.includes(file)) return isIn(target, 'server', 'core', 'api', 'connectors')
	if (isIn(file, 'server')) return mayServerImport(file, target)
	if (isIn(file, 'web/ui')) return isIn(target, 'web/ui')
	if (isIn(file, 'web')) return isIn(target, 'web', 'api', 'core')
	if (isIn(file, 'demo')) return isIn(target, 'demo', 'core')
	if (isIn(file, 'cli')) return !isIn(target, 'web')
	return false
}

function mayServerImport(file: string, target: string): boolean {
	if (isIn(target, 'core', 'api', ...infrastructure) || joints.includes(file)) return true
	if (isIn(target, 'connectors')) return isIn(file, 'server/sources')
	const inTopFolder = dirname(file) === 'server'
	if (dirname(target) === 'server') return true
	if (inTopFolder || isIn(file, ...infrastructure)) return false
	return folderOf(file, 2) === folderOf(target, 2) || target.endsWith('-store.ts')
}

const files = listSources('.')
const graph = new Map(files.map(file => [file, listImports(file)]))

function findCycle(): string[] | undefined {
	const done = new Set<string>()
	const path: string[] = []
	function visit(file: string): string[] | undefined {
		if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
		if (done.has(file)) return undefined
		path.push(file)
		for (const target of graph.get(file) ?? []) {
			const cycle = visit(target)
			if (cycle) return cycle
		}
		path.pop()
		done.add(file)
		return undefined
	}
	for (const file of graph.keys()) {
		const cycle = visit(file)
		if (cycle) return cycle
	}
	return undefined
}

describe('structure', () => {
	it('reads the whole tree', () => {
		expect(files).toContain('core/model/fact.ts')
		expect(graph.get('core/model/fact.ts')).toEqual(['core/time/day.ts'])
	})
	it('keeps the table of who may import whom', () => {
		const wrong = [...graph].flatMap(([file, targets]) =>
			targets.filter(target => !mayImport(file, target)).map(target => `${file} imports ${target}`),
		)
		expect(wrong).toEqual([])
	})
	it('knows a forbidden import when it sees one', () => {
		expect(mayImport('core/health/score-health.ts', 'core/metrics/compute-metrics.ts')).toBe(false)
		expect(mayImport('core/health/score-health.ts', 'core/catalog/health-presets.ts')).toBe(false)
		expect(mayImport('server/health/score-accounts.ts', 'server/sources/import-files.ts')).toBe(false)
		expect(mayImport('server/health/score-accounts.ts', 'server/sources/fact-store.ts')).toBe(true)
		expect(mayImport('core/model/fact.ts', 'server/main.ts')).toBe(false)
	})
	it('has no import cycles, types included', () => {
		expect(findCycle()).toBeUndefined()
	})
	it('has no catch-all names', () => {
		expect(files.filter(file => forbiddenNames.test(file))).toEqual([])
	})
	it(`has no file over ${maximumLines} lines`, () => {
		const long = files.filter(
			file => readFileSync(join(root, file), 'utf8').split('\n').length > maximumLines + 1,
		)
		expect(long).toEqual([])
	})
})
