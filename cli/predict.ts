import type { Command } from 'commander'
import { baseReason, restReason } from '../core/churn/predict-churn.ts'
import { formatDay } from '../core/time/day.ts'
import { type PredictedAccount, predictAccounts } from '../server/churn/predict-accounts.ts'
import { ensureDates } from '../server/days/ensure-dates.ts'
import { readWorkspace, todayOf } from '../server/workspace/workspace-store.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { readDayOption } from './day-option.ts'
import { formatTable, showShare } from './print-table.ts'
import { startProgress } from './progress.ts'
import { trainAll } from './train.ts'

/** `perennial predict`: how likely each customer is to leave within 90 days, and why. */
export function registerPredict(program: Command): void {
	addCommand(program, 'predict', 'churn probability of every customer, most likely first')
		.option('--as-of <date>', 'at the end of this day (default: today)')
		.action(async (options: CommonOptions & { asOf?: string }) => {
			const asked = readDayOption(options.asOf, '--as-of')
			const progress = startProgress({ unit: 'accounts' })
			const { asOf, predictions } = await withWorkspace(options, async context => {
				const now = new Date()
				const day = asked ?? todayOf(await readWorkspace(context.pool), now)
				await ensureDates(context, [day], { now })
				let made = await predictAccounts(context.pool, day)
				if (!made) {
					progress.note('No model was trained yet: training one.')
					await trainAll(context, progress, { asOf: day })
					made = await predictAccounts(context.pool, day)
				}
				return { asOf: day, predictions: made ?? [] }
			}).finally(() => progress.end())
			printResult(options, predictions.map(toRow), () => showPredictions(predictions, formatDay(asOf)))
		})
}

function toRow({ externalId, probability, low, high, reasons }: PredictedAccount): unknown {
	return { account_id: externalId, probability, low, high, reasons }
}

function showPredictions(predictions: readonly PredictedAccount[], asOf: string): string {
	if (predictions.length === 0)
		return `There is no customer to tell of on ${asOf}, or no history to tell it from.`
	const reasonsOf = ({ reasons }: PredictedAccount) =>
		reasons
			.filter(
				({ metric, contribution }) => metric !== baseReason && metric !== restReason && contribution > 0,
			)
			.slice(0, 3)
			.map(({ metric }) => metric)
			.join(', ')
	return formatTable(
		[
			{ title: 'account', cell: item => item.externalId },
			{ title: 'leaves in 90 days', align: 'right', cell: item => showShare(item.probability) },
			{
				title: 'between',
				cell: item => (item.low === null ? '–' : `${showShare(item.low)} and ${showShare(item.high)}`),
			},
			{ title: 'what speaks for it most', cell: reasonsOf },
		],
		predictions,
	)
}
