import type { Command } from 'commander'
import { type Day, formatDay, monthEndsBetween, weekdayOf } from '../core/time/day.ts'
import { listAccounts } from '../server/accounts/account-store.ts'
import { computeDates } from '../server/days/compute-dates.ts'
import { Problem } from '../server/problem.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { readDayOption } from './day-option.ts'
import { showNumber } from './print-table.ts'
import { startProgress } from './progress.ts'

const steps = ['day', 'week', 'month'] as const

interface BackfillOptions extends CommonOptions {
	from: string
	to: string
	every: string
}

/** `perennial backfill`: the same results for past dates; fires nothing. */
export function registerBackfill(program: Command): void {
	addCommand(program, 'backfill', 'compute past dates, for charts and validation; fires nothing')
		.requiredOption('--from <date>', 'first day')
		.requiredOption('--to <date>', 'last day')
		.option('--every <step>', `${steps.join(', ')}: month ends, Sundays or all days`, 'month')
		.action(async (options: BackfillOptions) => {
			const dates = listDates(options)
			const started = performance.now()
			const progress = startProgress({ unit: 'accounts' })
			const { accounts, rows } = await withWorkspace(options, async context => {
				let stored = 0
				await computeDates(context, dates, {
					now: new Date(),
					onProgress: ({ doing, done, total }) => progress.update({ doing, done, share: done / total }),
					onDate: async (_, date) => {
						stored += date.accounts.length
						progress.note(`${formatDay(date.date)}: ${date.accounts.length} accounts`)
					},
				})
				return { accounts: (await listAccounts(context.pool)).length, rows: stored }
			}).finally(() => progress.end())
			const seconds = Math.round(performance.now() - started) / 1000
			printResult(
				options,
				{ dates: dates.map(formatDay), accounts, rows, seconds },
				() => `${dates.length} dates, ${showNumber(rows)} results in ${showNumber(seconds, 1)} s`,
			)
		})
}

function listDates(options: BackfillOptions): Day[] {
	const from = readDayOption(options.from, '--from')
	const to = readDayOption(options.to, '--to')
	const step = steps.find(name => name === options.every)
	if (from === undefined || to === undefined || from > to) {
		throw new Problem(
			'wrong_usage',
			`Expected --from on or before --to, got ${options.from} and ${options.to}.`,
		)
	}
	if (!step)
		throw new Problem('wrong_usage', `--every: expected ${steps.join(', ')}, got "${options.every}".`)
	if (step === 'month') return monthEndsBetween(from, to)
	const days = Array.from({ length: to - from + 1 }, (_, index) => from + index)
	return step === 'day' ? days : days.filter(day => weekdayOf(day) === 7)
}
