import type { Command } from 'commander'
import { showMoney } from '../core/money/amount.ts'
import { formatDay } from '../core/time/day.ts'
import { accuracyJson } from '../server/forecast/forecast-json.ts'
import { listActuals } from '../server/forecast/forecast-store.ts'
import { type Accuracy, readAccuracy, sayAccuracy } from '../server/forecast/read-accuracy.ts'
import { Problem } from '../server/problem.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { rebuildPastForecasts } from './past-forecasts.ts'
import { formatTable } from './print-table.ts'
import { startProgress } from './progress.ts'

interface AccuracyOptions extends CommonOptions {
	by?: string
	quarters?: string
	rebuild: boolean
}

/** `perennial forecast-accuracy`: past snapshots against what their quarters came to. */
export function registerForecastAccuracy(program: Command): void {
	addCommand(program, 'forecast-accuracy', 'past forecasts against what happened, and why they missed')
		.option('--by <dimension>', 'by segment or csm instead of in all')
		.option('--quarters <n>', 'quarters before the first snapshot to make from what was known then', '4')
		.option('--no-rebuild', 'only snapshots that are there')
		.action(async (options: AccuracyOptions) => {
			const by = options.by === 'csm' ? 'owner' : options.by
			if (by !== undefined && by !== 'segment' && by !== 'owner') {
				throw new Problem('by_unknown', `expected --by segment or csm, got "${options.by}"`)
			}
			const quarters = Number(options.quarters)
			if (!Number.isSafeInteger(quarters) || quarters < 1 || quarters > 20) {
				throw new Problem('quarters_wrong', `expected --quarters from 1 to 20, got "${options.quarters}"`)
			}
			const accuracy = await withWorkspace(options, async context => {
				if (options.rebuild && (await listActuals(context.pool)).length === 0) {
					const now = new Date()
					const progress = startProgress({ unit: 'days' })
					try {
						await rebuildPastForecasts(context, {
							now,
							quarters,
							onProgress: ({ doing, done, total }) =>
								progress.update({ doing, done, share: total > 0 ? done / total : null }),
						})
					} finally {
						progress.end()
					}
				}
				return readAccuracy(context.pool, { by })
			})
			printResult(options, toJson(accuracy), () => showAccuracy(accuracy))
		})
}

function toJson(accuracy: Accuracy) {
	const { totals } = accuracy
	return {
		periods: accuracy.items.map(accuracyJson),
		mean_accuracy: totals.meanAccuracy,
		bias: totals.bias,
		coverage: totals.coverage,
		chance_error: totals.chanceError,
		skill: { against_last_year: totals.againstLastYear, against_csm: totals.againstCsm },
	}
}

function percent(share: number | null): string {
	return share === null ? '–' : `${(share * 100).toFixed(1)} %`
}

function showAccuracy(accuracy: Accuracy): string {
	const { items, totals } = accuracy
	if (items.length === 0) return sayAccuracy(accuracy).join('\n')
	const table = formatTable(
		[
			{ title: 'quarter', cell: item => item.quarter },
			{ title: 'of', cell: item => item.group, maxWidth: 28 },
			{ title: 'days ahead', align: 'right', cell: item => String(item.daysAhead) },
			{ title: 'as of', cell: item => formatDay(item.snapshot.takenOn) },
			{ title: 'renewals', align: 'right', cell: item => String(item.snapshot.renewals) },
			{
				title: 'forecast',
				align: 'right',
				cell: item => showMoney(item.snapshot.expectedMinor, item.snapshot.currency),
			},
			{ title: 'actual', align: 'right', cell: item => showMoney(item.actualMinor, item.snapshot.currency) },
			{ title: 'accuracy', align: 'right', cell: item => percent(item.accuracy) },
			{ title: 'in 80 %', cell: item => (item.isInside ? 'yes' : 'no') },
			{ title: 'chance', align: 'right', cell: item => percent(item.snapshot.chanceError) },
		],
		items,
	)
	const sums = `accuracy ${percent(totals.meanAccuracy)}, bias ${percent(totals.bias)}, inside the interval ${percent(totals.coverage)}, skill against last year’s rate ${percent(totals.againstLastYear)}`
	return [table, sums, ...sayAccuracy(accuracy)].join('\n')
}
