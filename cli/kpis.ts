import type { Command } from 'commander'
import { findDimension, type RetentionDimension, retentionDimensions } from '../core/model/account-ledger.ts'
import { Problem } from '../server/problem.ts'
import { answerKpis, type KpiAnswer } from '../server/revenue/compute-kpis.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { readDayOption } from './day-option.ts'
import { formatTable, showNumber } from './print-table.ts'

interface KpiOptions extends CommonOptions {
	from: string
	to: string
	asOf?: string
	by?: string
	policy?: string
	detail?: boolean
}

/** `perennial kpis`: what happened to the money in a period, and how much of it stayed. */
export function registerKpis(program: Command): void {
	addCommand(program, 'kpis', 'net and gross retention, logos, and what moved the money, over a period')
		.requiredOption('--from <date>', 'opening: the end of this day')
		.requiredOption('--to <date>', 'closing: the end of this day')
		.option('--as-of <date>', 'as it was known at the end of this day (default: today)')
		.option('--by <dimension>', `in groups by ${retentionDimensions.join(', ')}, parent, or attribute:NAME`)
		.option(
			'--policy <name>',
			'how it is counted: standard, chartmogul, or one of the model (default: the policy in force)',
		)
		.option('--detail', 'with churn rates, quick ratio, the levers of expansion and contraction, and caveats')
		.action(async (options: KpiOptions) => {
			const from = readDayOption(options.from, '--from')!
			const to = readDayOption(options.to, '--to')!
			if (to < from) throw new Problem('wrong_usage', `--to ${options.to} is before --from ${options.from}.`)
			const answer = await withWorkspace(options, ({ pool }) =>
				answerKpis(
					pool,
					{
						period: { from, to },
						asOf: readDayOption(options.asOf, '--as-of'),
						dimension: readDimension(options.by),
						policy: options.policy,
						now: new Date(),
					},
					{ detail: options.detail === true },
				),
			)
			printResult(options, answer, showKpis)
		})
}

export function readDimension(text: string | undefined): RetentionDimension | null {
	if (text === undefined) return null
	const dimension = findDimension(text)
	if (!dimension) {
		throw new Problem(
			'wrong_usage',
			`--by: expected one of ${retentionDimensions.join(', ')}, parent, attribute:NAME, got "${text}".`,
		)
	}
	return dimension
}

/** 1.0523 → `105.2 %` */
function showRate(rate: number | null): string {
	return rate === null ? '–' : `${showNumber(rate * 100, 1)} %`
}

function showKpis(answer: KpiAnswer): string {
	const money = (amount: string) => showNumber(Number(amount))
	const table = formatTable(
		[
			{ title: 'group', cell: row => row.group, maxWidth: 28 },
			{ title: 'start', align: 'right', cell: row => money(row.start_mrr) },
			{ title: '+ new', align: 'right', cell: row => money(row.new) },
			{ title: '+ back', align: 'right', cell: row => money(row.reactivation) },
			{ title: '+ more', align: 'right', cell: row => money(row.expansion) },
			{ title: '− less', align: 'right', cell: row => money(row.contraction) },
			{ title: '− churn', align: 'right', cell: row => money(row.churn) },
			{
				title: '± moved, FX',
				align: 'right',
				cell: row => showNumber(Number(row.entering) - Number(row.leaving) + Number(row.fx)),
			},
			{ title: '= end', align: 'right', cell: row => money(row.end_mrr) },
			{ title: 'NRR', align: 'right', cell: row => showRate(row.nrr) },
			{ title: 'GRR', align: 'right', cell: row => showRate(row.grr) },
			{ title: 'logos', align: 'right', cell: row => `${row.logos_start}→${row.logos_end}` },
			{ title: 'kept', align: 'right', cell: row => showRate(row.logo_retention) },
		],
		answer.groups,
	)
	const head = `MRR in ${answer.currency} from the end of ${answer.from} to the end of ${answer.to}, counted by the policy ${answer.policy}.`
	const caveats = (answer.caveats ?? []).map(text => `- ${text}`)
	const below = [
		"NRR, GRR and kept logos are of those who paid at the start; the movements are everybody's.",
		...caveats,
	]
	return `${head}\n\n${table}\n\n${below.join('\n')}`
}
