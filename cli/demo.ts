import { basename, join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { defaultModel } from '../core/catalog/default-model.ts'
import type { PlaybookDefinition } from '../core/model/playbook.ts'
import { writesToCustomers } from '../core/playbooks/say-playbook.ts'
import { type Day, getDay, monthEndsBetween } from '../core/time/day.ts'
import { demoEvents } from '../demo/demo-events.ts'
import { makeDemo } from '../demo/make-demo.ts'
import { demoScenarios } from '../demo/scenario.ts'
import { listAccounts } from '../server/accounts/account-store.ts'
import type { Context } from '../server/context.ts'
import { computeDates } from '../server/days/compute-dates.ts'
import { runDay } from '../server/jobs/run-day.ts'
import { startModel } from '../server/model/model-store.ts'
import { Problem } from '../server/problem.ts'
import { importFiles } from '../server/sources/import-files.ts'
import { readWorkspace, saveFixedToday } from '../server/workspace/workspace-store.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { rebuildPastForecasts } from './past-forecasts.ts'
import { type Progress, startProgress } from './progress.ts'
import { showDay } from './show-day.ts'
import { addServerOptions, serveUntilStopped } from './start.ts'

interface DemoOptions extends CommonOptions {
	port: number
	host: string
	once?: boolean
	seed: number
	accounts?: number
	scenario?: string
}

/** `perennial demo`: a made-up company through the same path as anybody's files, and its day. */
export function registerDemo(program: Command): void {
	addServerOptions(addCommand(program, 'demo', 'make the demo company, load it, run its day and serve it'))
		.option('--once', 'end after printing the day')
		.option('--seed <number>', 'another company of the same kind', wholeNumber, 7)
		.option('--accounts <number>', 'how many accounts (default 400)', wholeNumber)
		.option(
			'--scenario <name>',
			`a small company that shows one thing: ${demoScenarios.map(({ name }) => name).join(', ')}`,
		)
		.action(async (options: DemoOptions) => {
			await withWorkspace(options, async context => {
				const workspace = await readWorkspace(context.pool)
				if (workspace.liveFrom !== null && workspace.fixedToday === null) {
					throw new Problem(
						'workspace_in_use',
						`The workspace in ${context.dataFolder} already holds data of its own.`,
						'Make the demo in another folder: perennial demo --data ./demo-data',
					)
				}
				const progress = startProgress({ unit: 'accounts' })
				try {
					const demo = await makeDemo({
						folder: join(context.dataFolder, 'demo'),
						seed: options.seed,
						accounts: options.accounts,
						scenario: options.scenario,
						onProgress: (done, total) =>
							progress.update({ doing: 'making the company', done, share: done / total }),
					})
					await saveFixedToday(context.pool, getDay(demo.today))
					await loadFiles(context, demo.filesFolder)
					await prepareDemo(context, getDay(demo.today), progress)
					const finished = await runDay(context, {
						now: new Date(),
						livedDays: livedDaysOf(await listAccounts(context.pool)),
						onProgress: ({ doing, done, total }) =>
							progress.update({ doing, done, share: total > 0 ? done / total : null }),
					})
					progress.end()
					printResult(options, finished.result, () => showDay(finished))
				} finally {
					progress.end()
				}
				if (!options.once) await serveUntilStopped(context, options)
			})
		})
}

async function loadFiles(context: Context, folder: string): Promise<void> {
	const progress = startProgress({ unit: 'rows' })
	try {
		await importFiles(context, [folder], {
			onProgress: ({ file, rows, share }) => progress.update({ doing: basename(file), done: rows, share }),
			onNote: text => progress.note(text),
		})
	} finally {
		progress.end()
	}
}

/** Companies larger than this have less history computed, so that they are there in reasonable time. */
const largeCompany = 2_000

function livedDaysOf(accounts: readonly unknown[]): number {
	return accounts.length > largeCompany ? 2 : 14
}

/** Which of the demo's events are what; and the past that charts and changes are drawn from. */
async function prepareDemo(context: Context, today: Day, progress: Progress): Promise<void> {
	const now = new Date()
	const settings = { ...defaultModel.settings, events: demoEvents }
	await startModel(
		context.pool,
		{ ...defaultModel, settings, playbooks: defaultModel.playbooks.map(switchOnInTeam) },
		'The default model, with the demo’s events',
		now,
	)
	const isLarge = (await listAccounts(context.pool)).length > largeCompany
	const past = isLarge ? [] : Array.from({ length: 90 }, (_, index) => today - 103 + index)
	const months = isLarge ? [] : monthEndsBetween(today - 730, today - 104)
	await computeDates(context, [...months, ...past], {
		now,
		onProgress: ({ done, total }) =>
			progress.update({ doing: 'looking back', done, share: total > 0 ? done / total : null }),
	})
	if (isLarge) return
	await makePastForecasts(context, now)
}

/** What would have been told each week of the last year, so that there is something to hold forecasts against. */
async function makePastForecasts(context: Context, now: Date): Promise<void> {
	const progress = startProgress({ unit: 'weeks' })
	try {
		await rebuildPastForecasts(context, {
			now,
			every: 'week',
			missingScores: 'leave out',
			onProgress: ({ doing, done, total }) =>
				progress.update({ doing, done, share: total > 0 ? done / total : null }),
		})
	} finally {
		progress.end()
	}
}

/** Playbooks that write to nobody outside of the team are on in the demo, so that there are runs to look at. */
function switchOnInTeam(playbook: PlaybookDefinition): PlaybookDefinition {
	const { trigger, steps } = playbook
	const isShown = trigger.kind === 'signal' || trigger.kind === 'band'
	return { ...playbook, enabled: isShown && !writesToCustomers({ steps }) }
}

function wholeNumber(text: string): number {
	const number = Number(text)
	if (!Number.isSafeInteger(number) || number < 1)
		throw new InvalidArgumentError('Expected a whole number above 0.')
	return number
}
