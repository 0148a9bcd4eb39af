import { join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { getDay } from '../core/time/day.ts'
import { makeDemo } from '../demo/make-demo.ts'
import { demoScenarios } from '../demo/scenario.ts'
import { runDay } from '../server/jobs/run-day.ts'
import { Problem } from '../server/problem.ts'
import { importFiles } from '../server/sources/import-files.ts'
import { readWorkspace, saveFixedToday } from '../server/workspace/workspace-store.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { startProgress } from './progress.ts'
import { showDay } from './show-day.ts'

interface DemoOptions extends CommonOptions {
	once?: boolean
	seed: number
	accounts?: number
	scenario?: string
}

/** `perennial demo`: a made-up company through the same path as anybody's files, and its day. */
export function registerDemo(program: Command): void {
	addCommand(program, 'demo', 'make the demo company, load it and run its day')
		.option('--once', 'end after printing the day')
		.option('--seed <number>', 'another company of the same kind', wholeNumber, 7)
		.option('--accounts <number>', 'how many accounts (default 400)', wholeNumber)
		.option(
			'--scenario <name>',
			`a small company that shows one thing: ${demoScenarios.map(({ name }) => name).join(', ')}`,
		)
		.action(async (options: DemoOptions) => {
			const finished = await withWorkspace(options, async context => {
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
					await importFiles(context, [demo.filesFolder], {
						onProgress: ({ file, rows, share }) => progress.update({ doing: file, done: rows, share }),
						onNote: text => progress.note(text),
					})
					return await runDay(context, {
						now: new Date(),
						onProgress: ({ doing, done, total }) =>
							progress.update({ doing, done, share: total > 0 ? done / total : null }),
					})
				} finally {
					progress.end()
				}
			})
			printResult(options, finished.result, () => showDay(finished))
		})
}

function wholeNumber(text: string): number {
	const number = Number(text)
	if (!Number.isSafeInteger(number) || number < 1)
		throw new InvalidArgumentError('Expected a whole number above 0.')
	return number
}
