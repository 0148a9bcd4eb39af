import type { Command } from 'commander'
import colors from 'picocolors'
import { cohortEvery, cohortMeasures } from '../core/kpis/cohort-table.ts'
import { Problem } from '../server/problem.ts'
import { answerCohorts, type CohortAnswer } from '../server/revenue/compute-cohorts.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { readDayOption } from './day-option.ts'
import { formatTable, showNumber } from './print-table.ts'

interface CohortOptions extends CommonOptions {
	by: string
	measure: string
	asOf?: string
	policy?: string
}

/** `perennial cohorts`: who started when, and what is left of them. */
export function registerCohorts(program: Command): void {
	addCommand(program, 'cohorts', 'who started when, and what is left of them')
		.option('--by <month|quarter>', 'cohorts by the month or the quarter of the first paid day', 'month')
		.option('--measure <logos|grr|nrr>', 'accounts, or money without or with expansion', 'logos')
		.option('--as-of <date>', 'as it was known at the end of this day (default: today)')
		.option('--policy <name>', 'how it is counted: standard, chartmogul, or one of the model', 'standard')
		.action(async (options: CohortOptions) => {
			const every = choose('--by', options.by, cohortEvery)
			const measure = choose('--measure', options.measure, cohortMeasures)
			const answer = await withWorkspace(options, ({ pool }) =>
				answerCohorts(pool, {
					every,
					measure,
					asOf: readDayOption(options.asOf, '--as-of'),
					policy: options.policy,
					now: new Date(),
				}),
			)
			printResult(options, answer, result => showCohorts(result, every))
		})
}

function choose<Choice extends string>(option: string, text: string, choices: readonly Choice[]): Choice {
	const choice = choices.find(name => name === text)
	if (!choice) {
		throw new Problem('wrong_usage', `${option}: expected one of ${choices.join(', ')}, got "${text}".`)
	}
	return choice
}

const shownAges = 13

function showCohorts({ cohorts }: CohortAnswer, every: string): string {
	if (cohorts.length === 0) return 'Nobody has paid yet.'
	const oldest = Math.max(...cohorts.map(({ cells }) => cells.length))
	const ages = Array.from({ length: Math.min(oldest, shownAges) }, (_, age) => age)
	const table = formatTable(
		[
			{ title: 'cohort', cell: row => row.cohort },
			{ title: 'size', align: 'right', cell: row => String(row.size) },
			...ages.map(age => ({
				title: String(age),
				align: 'right' as const,
				cell: (row: CohortAnswer['cohorts'][number]) => showCell(row.cells[age]),
			})),
		],
		cohorts,
	)
	const more = oldest > shownAges ? ` Only the first ${shownAges} are shown; --json has all.` : ''
	return `${table}\n\nPercent that is left, by ${every}s after the first. *: the ${every} still runs.${more}`
}

function showCell(cell: CohortAnswer['cohorts'][number]['cells'][number] | undefined): string {
	if (!cell) return ''
	const text = cell.value === null ? '–' : showNumber(cell.value * 100)
	return cell.complete ? text : colors.dim(`${text}*`)
}
