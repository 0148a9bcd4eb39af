import type { Command } from 'commander'
import { withDayLock } from '../server/jobs/day-lock.ts'
import { runDay } from '../server/jobs/run-day.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { readDayOption } from './day-option.ts'
import { startProgress } from './progress.ts'
import { showDay } from './show-day.ts'

/** `perennial run`: the day. Ends by printing the accounts at risk, worst money first. */
export function registerRun(program: Command): void {
	addCommand(program, 'run', 'compute the day and list the accounts at risk')
		.option('--as-of <date>', 'a past day, computed again; fires nothing')
		.action(async (options: CommonOptions & { asOf?: string }) => {
			const asOf = readDayOption(options.asOf, '--as-of')
			const progress = startProgress({ unit: 'accounts' })
			// The app may be running a day of its own at this moment, or somebody else this command.
			const { signal } = new AbortController()
			const result = await withWorkspace(options, context =>
				withDayLock(context.pool, signal, () =>
					runDay(context, {
						asOf,
						now: new Date(),
						onProgress: ({ doing, done, total }) =>
							progress.update({ doing, done, share: total > 0 ? done / total : null }),
					}),
				),
			).finally(() => progress.end())
			printResult(options, result.result, () => showDay(result))
		})
}
