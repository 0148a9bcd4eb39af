import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import colors from 'picocolors'
import { printModel } from '../core/operating-model/print-model.ts'
import type { MetricEvidence } from '../core/validation/metric-evidence.ts'
import { ensureDates } from '../server/days/ensure-dates.ts'
import { listMetricEvidence } from '../server/validation/list-metric-evidence.ts'
import { type HealthProposal, proposeWeights } from '../server/validation/propose-weights.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { formatTable, showNumber, showShare } from './print-table.ts'

/** `perennial model evidence|propose`: what history says of metrics and of weights. Changes nothing. */
export function registerLearning(model: Command): void {
	addCommand(model, 'evidence', 'what each metric alone told 90 days before decisions').action(
		async (options: CommonOptions) => {
			const evidence = await withWorkspace(options, context => {
				const now = new Date()
				return listMetricEvidence(context.pool, {
					now,
					ensureDates: dates => ensureDates(context, dates, { now }),
				})
			})
			printResult(options, { metrics: evidence.map(evidenceJson) }, () => showEvidence(evidence))
		},
	)
	addCommand(model, 'propose', 'weights that history would have preferred, as a model file')
		.argument('[file]', 'where to write the proposed model')
		.action(async (file: string | undefined, options: CommonOptions) => {
			const proposal = await withWorkspace(options, context => {
				const now = new Date()
				return proposeWeights(context.pool, {
					now,
					ensureDates: dates => ensureDates(context, dates, { now }),
				})
			})
			if (file !== undefined) await writeFile(file, printModel(proposal.model))
			printResult(options, { models: proposal.models, file: file ?? null }, () =>
				[
					...proposal.models.map(showProposal),
					file === undefined
						? 'Nothing was changed. To look further: perennial model propose FILE, then perennial model plan FILE'
						: `Nothing was changed. What it would do: perennial model plan ${file}`,
				].join('\n\n'),
			)
		})
}

function evidenceJson(item: MetricEvidence) {
	return {
		metric: item.metric,
		cases: item.cases,
		churns: item.churns,
		known_share: item.knownShare,
		auc: item.auc,
		has_signal: item.hasSignal,
		is_against_definition: item.isAgainstDefinition,
		leak: item.leak,
	}
}

function showEvidence(evidence: readonly MetricEvidence[]): string {
	return formatTable(
		[
			{ title: 'metric', cell: item => item.metric },
			{ title: 'known', align: 'right', cell: item => showShare(item.knownShare) },
			{
				title: 'AUC (above 0.5: more renews)',
				cell: item =>
					item.auc === null
						? 'not enough history'
						: `${showNumber(item.auc.value, 2)} (${showNumber(item.auc.low, 2)} to ${showNumber(item.auc.high, 2)})`,
			},
			{
				title: '',
				cell: item => {
					if (item.leak) return colors.red(`may know the answer: ${item.leak}`)
					if (item.isAgainstDefinition) return colors.yellow('points the other way than defined')
					return item.hasSignal ? 'tells something' : ''
				},
			},
		],
		evidence,
	)
}

function showProposal(proposal: HealthProposal): string {
	const head = `${colors.bold(proposal.health_model)} ${colors.dim(
		`learned from ${proposal.learned_from.cases} decisions (${proposal.learned_from.churns} churned), judged by ${proposal.judged_by.cases} later ones (${proposal.judged_by.churns})`,
	)}`
	if (!proposal.weights) return [head, proposal.says].join('\n')
	return [
		head,
		formatTable(
			[
				{ title: 'factor', cell: row => row.name },
				{ title: 'present', align: 'right', cell: row => showNumber(row.present) },
				{ title: 'proposed', align: 'right', cell: row => showNumber(row.proposed) },
				{ title: '', cell: row => (row.is_learned ? '' : 'no data: kept') },
			],
			proposal.weights,
		),
		proposal.says,
	].join('\n')
}
