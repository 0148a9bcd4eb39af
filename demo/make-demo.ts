import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { type AccountPlan, planAccount } from './account-plan.ts'
import { accountIdOf } from './account-profile.ts'
import { makeAccountRows } from './account-rows.ts'
import { drawFlaws } from './demo-flaw.ts'
import { type DemoFileKind, type DemoRow, demoColumns } from './demo-row.ts'
import { buildWorld, type DemoWorld, listMonths } from './demo-world.ts'
import { makeRateRows } from './rate-rows.ts'
import { getScenario, scenarioAccounts } from './scenario.ts'
import { createTeamBook } from './team-book.ts'
import { openTextFile, type TextFile } from './text-file.ts'
import { makeTruthDecisions, makeTruthLine, truthDecisionColumns } from './truth-rows.ts'
import { usageHeader, writeUsage } from './usage-rows.ts'
import { buildWorkCalendar, type WorkCalendar } from './work-calendar.ts'

export interface DemoOptions {
	/** Made where it is not there. What an earlier run wrote into it is replaced. */
	folder: string
	/** Default 400, of a scenario 30. */
	accounts?: number
	seed?: number
	/** Length of the data window up to today; contracts may be older. */
	months?: number
	/** `YYYY-MM-DD`. All dates follow from it, never from the clock. */
	today?: string
	/** Name of one of `demoScenarios`. */
	scenario?: string
	/** `light` keeps three of ten of the users' active days. Default: `full` up to 20,000 accounts. */
	usage?: 'full' | 'light'
	/** Called after every hundred accounts and at the end. */
	onProgress?: (made: number, total: number) => void
}

export interface Demo {
	folder: string
	/** The folder that an import takes: it holds the canonical files and nothing else. */
	filesFolder: string
	files: string[]
	/** Rows written, by file kind. */
	rows: Record<string, number>
	/** The demo's today as `YYYY-MM-DD`, for the workspace's `settings.today`. */
	today: string
	/** One JSON line per account: the latent state, which no importer may read. */
	truthFile: string
	/** CSV, one row per decision: true probabilities and outcomes. */
	truthDecisionsFile: string
	/** Account that the scenario is about; null without one. */
	scenarioAccountId: string | null
}

export const demoToday = '2026-10-31'
const lightShare = 0.3
const fullUsageUpTo = 20_000

interface DemoFiles {
	tables: Map<DemoFileKind, TextFile>
	usage: TextFile[]
	truth: TextFile
	decisions: TextFile
}

/** Months that an earlier, longer run left behind would be imported too. */
async function prepareFolder(folder: string): Promise<void> {
	await mkdir(join(folder, 'files'), { recursive: true })
	await mkdir(join(folder, 'truth'), { recursive: true })
	for (const name of await readdir(join(folder, 'files'))) {
		if (/^usage-\d{4}-\d{2}\.csv\.gz$/.test(name)) await rm(join(folder, 'files', name))
	}
}

function openFiles(folder: string, world: DemoWorld): DemoFiles {
	const tables = new Map<DemoFileKind, TextFile>()
	for (const [kind, columns] of Object.entries(demoColumns)) {
		const file = openTextFile(join(folder, 'files', `${kind}.csv`))
		file.add(`${columns.join(',')}\n`)
		tables.set(kind as DemoFileKind, file)
	}
	const usage = listMonths(world).map(({ name }) => {
		const file = openTextFile(join(folder, 'files', `usage-${name}.csv.gz`))
		file.add(usageHeader)
		return file
	})
	const decisions = openTextFile(join(folder, 'truth', 'decisions.csv'))
	decisions.add(`${truthDecisionColumns.join(',')}\n`)
	return { tables, usage, truth: openTextFile(join(folder, 'truth', 'truth.jsonl')), decisions }
}

function addRows(file: TextFile, columns: readonly string[], rows: DemoRow[]): void {
	if (rows.length === 0) return
	file.add(stringify(rows, { columns: [...columns] }))
	file.rows += rows.length
}

function addTable(files: DemoFiles, kind: DemoFileKind, rows: DemoRow[]): void {
	const file = files.tables.get(kind)
	if (file) addRows(file, demoColumns[kind], rows)
}

function listFiles(files: DemoFiles): TextFile[] {
	return [...files.tables.values(), ...files.usage, files.truth, files.decisions]
}

function countLines(text: string): number {
	let lines = 0
	for (let place = text.indexOf('\n'); place >= 0; place = text.indexOf('\n', place + 1)) lines++
	return lines
}

function addUsage(files: DemoFiles, world: DemoWorld, calendar: WorkCalendar, plan: AccountPlan): void {
	writeUsage(world, calendar, plan, (month, lines) => {
		const file = files.usage[month]
		if (!file) throw new Error(`usage of month ${month} lies outside the demo's window`)
		file.add(lines)
		file.rows += countLines(lines)
	})
}

function countRows(files: DemoFiles): Record<string, number> {
	const rows: Record<string, number> = {}
	for (const [kind, file] of files.tables) rows[kind] = file.rows
	rows.usage = files.usage.reduce((sum, file) => sum + file.rows, 0)
	return rows
}

function checkCount(accounts: number): number {
	if (!Number.isSafeInteger(accounts) || accounts < 1 || accounts > 1_000_000) {
		throw new Error(`the demo's accounts must be a whole number from 1 to 1,000,000, got ${accounts}`)
	}
	return accounts
}

async function writeAccounts(
	files: DemoFiles,
	world: DemoWorld,
	accounts: number,
	options: DemoOptions,
): Promise<void> {
	const script = options.scenario === undefined ? {} : getScenario(options.scenario).script
	const calendar = buildWorkCalendar(world.windowStart, world.today)
	const team = createTeamBook(world.seed)
	const all = listFiles(files)
	for (let index = 0; index < accounts; index++) {
		const plan = planAccount(world, index, index === 0 ? script : {})
		const flaws = drawFlaws(world, plan)
		const tables = makeAccountRows(world, plan, flaws, team)
		for (const [kind, rows] of Object.entries(tables)) addTable(files, kind as keyof typeof tables, rows)
		addUsage(files, world, calendar, plan)
		files.truth.add(makeTruthLine(world, plan, flaws))
		addRows(files.decisions, truthDecisionColumns, makeTruthDecisions(world, plan))
		for (const file of all) await file.settle()
		if ((index + 1) % 100 === 0 || index + 1 === accounts) options.onProgress?.(index + 1, accounts)
	}
	addTable(files, 'team', team.listRows())
	addTable(files, 'fx_rates', makeRateRows(world))
}

/**
 * Writes a made-up company as the canonical import files into `<folder>/files`, and its truth into
 * `<folder>/truth`, which no importer reads. The same options give the same bytes, and an account does not change
 * when there are more of them. Memory does not grow with the accounts.
 *
 * Throws on options that make no sense and on an unknown scenario, naming those there are.
 */
export async function makeDemo(options: DemoOptions): Promise<Demo> {
	const { folder, seed = 7, months = 30, today = demoToday } = options
	const scenario = options.scenario === undefined ? undefined : getScenario(options.scenario)
	const accounts = checkCount(options.accounts ?? (scenario ? scenarioAccounts : 400))
	const usage = options.usage ?? (accounts <= fullUsageUpTo ? 'full' : 'light')
	const usageShare = usage === 'full' ? 1 : lightShare
	const world = buildWorld({ seed, months, today, usageShare, outageDaysAgo: scenario?.outageDaysAgo })
	await prepareFolder(folder)
	const files = openFiles(folder, world)
	try {
		await writeAccounts(files, world, accounts, options)
	} finally {
		await Promise.all(listFiles(files).map(file => file.close()))
	}
	return {
		folder,
		filesFolder: join(folder, 'files'),
		files: [...files.tables.values(), ...files.usage].map(file => file.path),
		rows: countRows(files),
		today,
		truthFile: files.truth.path,
		truthDecisionsFile: files.decisions.path,
		scenarioAccountId: scenario ? accountIdOf(0) : null,
	}
}
