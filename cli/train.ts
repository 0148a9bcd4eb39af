import type { Command } from 'commander'
import colors from 'picocolors'
import { metricSources } from '../core/model/metric-definition.ts'
import { predictorKinds } from '../core/model/predictor.ts'
import { trainChurn } from '../server/churn/train-churn.ts'
import { type TrainingJson, trainingJson } from '../server/churn/training-json.ts'
import type { Context } from '../server/context.ts'
import { ensureDates } from '../server/days/ensure-dates.ts'
import { Problem } from '../server/problem.ts'
import { findScoreDates } from '../server/validation/find-cases.ts'
import { readValidationBase } from '../server/validation/validate-scores.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { readDayOption } from './day-option.ts'
import { formatTable, showNumber } from './print-table.ts'
import { type Progress, startProgress } from './progress.ts'

interface TrainCommand extends CommonOptions {
	asOf?: string
	only?: string
}

/** `perennial train`: fits the churn and the renewal model on this company's own history. */
export function registerTrain(program: Command): void {
	addCommand(program, 'train', 'fit the churn and renewal models on history, and say how good they are')
		.option('--as-of <date>', 'with what was known at the end of this day (default: today)')
		.option('--only <kinds>', 'learn from these kinds of data alone, such as usage,ticket')
		.action(async (options: TrainCommand) => {
			const progress = startProgress({ unit: 'accounts' })
			const [churn, renewal] = await withWorkspace(options, context =>
				trainAll(context, progress, {
					asOf: readDayOption(options.asOf, '--as-of'),
					sources: readSources(options.only),
				}),
			).finally(() => progress.end())
			printResult(options, { ...churn, renewal }, () =>
				[churn, renewal].flatMap(report => (report ? showTraining(report) : [])).join('\n\n'),
			)
		})
}

/** Trains both kinds: what `train` does, and `predict` where nothing was trained yet. */
export async function trainAll(
	context: Context,
	progress: Progress,
	options: { asOf?: number; sources?: readonly string[] | null },
): Promise<TrainingJson[]> {
	const now = new Date()
	const base = await readValidationBase(context.pool, { now, today: options.asOf })
	const history = base
	const ensure = (dates: readonly number[]) =>
		ensureDates(context, dates, {
			now,
			onProgress: ({ doing, done, total }) =>
				progress.update({ doing, done, share: total > 0 ? done / total : null }),
		})
	const reports: TrainingJson[] = []
	for (const kind of predictorKinds) {
		const trained = await trainChurn(context.pool, kind, {
			now,
			history,
			sources: options.sources ?? null,
			findDates: days => findScoreDates(context.pool, days, ensure),
		})
		reports.push(trainingJson(trained))
	}
	return reports
}

function readSources(text: string | undefined): string[] | null {
	if (text === undefined) return null
	const names = text.split(',').map(name => name.trim())
	const unknown = names.find(name => !metricSources.some(source => source === name))
	if (unknown !== undefined) {
		throw new Problem(
			'wrong_usage',
			`--only: expected some of ${metricSources.join(', ')}, got "${unknown}".`,
		)
	}
	return names
}

function showTraining(report: TrainingJson): string {
	const { kind, version, method, trained_on, tested_on } = report
	const head = `${colors.bold(kind === 'churn' ? 'Churn within 90 days' : 'Renewal')} ${colors.dim(
		`version ${version}, ${method} · learned from ${trained_on.cases} cases ${trained_on.from ?? ''} to ${trained_on.to ?? ''} · judged by ${tested_on.cases} cases ${tested_on.from ?? ''} to ${tested_on.to ?? ''}`,
	)}`
	if (report.auc === null) return [head, ...report.says].join('\n')
	const figures = [
		`Brier ${showNumber(report.brier, 4)}`,
		`log loss ${showNumber(report.log_loss, 4)}`,
		`calibration slope ${showNumber(report.calibration?.slope ?? null, 2)}, intercept ${showNumber(report.calibration?.intercept ?? null, 2)}`,
		`lift in the top tenth ${showNumber(report.lift_top_tenth, 1)}`,
	]
	return [
		head,
		...report.says,
		figures.join(' · '),
		formatTable(
			[
				{ title: 'strongest', cell: row => row.metric },
				{ title: 'weight', align: 'right', cell: row => showNumber(row.weight, 2) },
			],
			report.strongest.slice(0, 10),
		),
	].join('\n')
}
