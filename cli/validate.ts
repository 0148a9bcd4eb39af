import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import colors from 'picocolors'
import { churnLabels, horizonsDays } from '../core/model/validation-case.ts'
import { ensureDates } from '../server/days/ensure-dates.ts'
import { Problem } from '../server/problem.ts'
import { validateScores } from '../server/validation/validate-scores.ts'
import type { ValidationJson } from '../server/validation/validation-json.ts'
import { saveValidation } from '../server/validation/validation-store.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { readDayOption } from './day-option.ts'
import { formatTable, showNumber, showShare } from './print-table.ts'
import { startProgress } from './progress.ts'

interface ValidateCommand extends CommonOptions {
	horizon: number
	from?: string
	to?: string
	label: string
	allHorizons?: boolean
}

/** `perennial validate`: would the score have told us? */
export function registerValidate(program: Command): void {
	addCommand(program, 'validate', 'does the score predict: every past decision against the score before it')
		.option('--horizon <days>', `days before the decision: ${horizonsDays.join(', ')}`, readHorizon, 90)
		.option('--from <date>', 'first decision (default: the first that data could tell of)')
		.option('--to <date>', 'last decision (default: today)')
		.option('--label <name>', 'what counts as churn: mrr, or recorded cancellations', 'mrr')
		.option('--all-horizons', 'also the AUC at the other horizons')
		.action(async (options: ValidateCommand) => {
			const label = churnLabels.find(name => name === options.label)
			if (!label) {
				throw new Problem(
					'wrong_usage',
					`--label: expected ${churnLabels.join(' or ')}, got "${options.label}".`,
				)
			}
			const [from, to] = [readDayOption(options.from, '--from'), readDayOption(options.to, '--to')]
			if (from !== undefined && to !== undefined && from > to) {
				throw new Problem(
					'wrong_usage',
					`Expected --from on or before --to, got ${options.from} and ${options.to}.`,
				)
			}
			const progress = startProgress({ unit: 'accounts' })
			const parts = await withWorkspace(options, async context => {
				const now = new Date()
				const reports = await validateScores(context.pool, {
					now,
					horizonDays: options.horizon,
					from,
					to,
					label,
					otherHorizonsDays: options.allHorizons ? horizonsDays : [],
					ensureDates: dates =>
						ensureDates(context, dates, {
							now,
							onProgress: ({ doing, done, total }) =>
								progress.update({ doing, done, share: total > 0 ? done / total : null }),
						}),
				})
				return saveValidation(context.pool, reports, { now, from, to })
			}).finally(() => progress.end())
			// The population with more to say stands first; the other one is never pooled with it.
			const [first, ...others] = parts.toSorted((a, b) => b.churns - a.churns || b.cases - a.cases)
			printResult(options, { ...first, other_populations: others }, () =>
				parts.map(part => showValidation(part)).join('\n\n'),
			)
		})
}

function readHorizon(text: string): number {
	const found = horizonsDays.find(days => String(days) === text)
	if (found === undefined) throw new InvalidArgumentError(`Expected one of ${horizonsDays.join(', ')}.`)
	return found
}

const populationNames = {
	terms: 'Contracts of 180 days and more',
	open_ended: 'Shorter terms and contracts without an end',
}
const shownCases = 10

function showRate(rate: number | null, low: number | null, high: number | null): string {
	return rate === null ? '–' : `${showShare(rate)} (${showShare(low)} to ${showShare(high)})`
}

function showValidation(part: ValidationJson): string {
	const head = `${colors.bold(populationNames[part.population])} ${colors.dim(
		`decisions ${part.from} to ${part.to}, the score ${part.horizon_days} days before · ${part.cases} decided, ${part.churns} churned, ${part.unscored} without a score, ${part.undecided} undecided`,
	)}`
	if (part.auc === null) return [head, ...part.says].join('\n')
	return [
		head,
		...part.says,
		'',
		formatTable(
			[
				{ title: 'band', cell: row => row.band },
				{ title: 'cases', align: 'right', cell: row => showNumber(row.cases) },
				{ title: 'renewed', cell: row => showRate(row.rate, row.low, row.high) },
			],
			part.bands,
		),
		'',
		formatTable(
			[
				{ title: 'segment', cell: row => row.segment ?? 'none' },
				{ title: 'cases', align: 'right', cell: row => showNumber(row.cases) },
				{ title: 'churned', align: 'right', cell: row => showNumber(row.churns) },
				{
					title: 'AUC',
					cell: row =>
						row.auc === null
							? '–'
							: `${showNumber(row.auc.value, 2)} (${showNumber(row.auc.low, 2)} to ${showNumber(row.auc.high, 2)})`,
				},
				{ title: 'verdict', cell: row => row.verdict },
			],
			part.by_segment,
		),
		showCases('Churned without a flag', part.misses),
		showCases('Flagged, and renewed', part.false_alarms),
	].join('\n')
}

function showCases(title: string, cases: ValidationJson['misses']): string {
	if (cases.length === 0) return `\n${title}: none.`
	const worst = (item: ValidationJson['misses'][number]) =>
		item.factors
			.flatMap(({ factor, points }) => (points === null ? [] : [{ factor, points }]))
			.sort((a, b) => a.points - b.points)
			.slice(0, 2)
			.map(({ factor, points }) => `${factor} ${Math.round(points)}`)
			.join(', ')
	return `\n${colors.bold(title)} ${colors.dim(`${cases.length}, most money first`)}\n${formatTable(
		[
			{ title: 'decided', cell: item => item.decided_on },
			{ title: 'account', cell: item => item.name, maxWidth: 32 },
			{ title: 'amount', align: 'right', cell: item => item.amount ?? '–' },
			{ title: 'health', align: 'right', cell: item => showNumber(item.score) },
			{ title: 'lowest factors', cell: worst },
			{ title: 'reason', cell: item => item.reason ?? '', maxWidth: 30 },
		],
		cases.slice(0, shownCases),
	)}`
}
