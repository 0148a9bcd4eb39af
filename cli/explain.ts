import type { Command } from 'commander'
import { formatDay } from '../core/time/day.ts'
import { findChurnPrediction, type StoredPrediction } from '../server/churn/predictor-store.ts'
import { type AccountExplanation, explainAccount } from '../server/days/explain-account.ts'
import { readWorkspace, todayOf } from '../server/workspace/workspace-store.ts'
import { addCommand, type CommonOptions, withWorkspace } from './command.ts'
import { readDayOption } from './day-option.ts'
import { showExplanation } from './show-explanation.ts'

/** `perennial explain ACCOUNT`: why this score, what it was computed from, what changed. */
export function registerExplain(program: Command): void {
	addCommand(program, 'explain', 'why an account has its score, from which facts, and what changed')
		.argument('<account>', 'its id or name')
		.option('--as-of <date>', 'as it stood at the end of this day (default: today)')
		.option('--since <date>', 'the day that the change is told from (default: 30 days before)')
		.action(async (reference: string, options: CommonOptions & { asOf?: string; since?: string }) => {
			const asked = readDayOption(options.asOf, '--as-of')
			const since = readDayOption(options.since, '--since')
			const explanation = await withWorkspace(options, async context => {
				const now = new Date()
				const asOf = asked ?? todayOf(await readWorkspace(context.pool), now)
				const explained = await explainAccount(context, reference, { asOf, since, now })
				const churn = await findChurnPrediction(context.pool, explained.score.accountId, asOf)
				return { asOf, churn, ...explained }
			})
			if (options.json) process.stdout.write(`${JSON.stringify(toJson(explanation), null, 2)}\n`)
			else process.stdout.write(`${showExplanation(explanation)}\n`)
		})
}

/** The explanation with the keys of the contract. */
function toJson({
	asOf,
	churn,
	...explanation
}: AccountExplanation & { asOf: number; churn: StoredPrediction | undefined }): unknown {
	const { score, health, evidence, change, since } = explanation
	return {
		id: score.externalId,
		name: score.name,
		as_of: formatDay(asOf),
		score: score.score,
		exact_score: score.exactScore,
		band: score.band,
		computed_band: score.computedBand,
		coverage: score.coverage,
		model_version: score.modelVersion,
		health_model: score.healthModel,
		held_from: score.heldFrom === null ? null : formatDay(score.heldFrom),
		data_until: score.dataUntil === null ? null : formatDay(score.dataUntil),
		factors: health.factors.map((factor, index) => ({
			id: factor.id,
			metric: factor.metric,
			value: factor.value,
			points: factor.points,
			weight: factor.weight,
			contribution: factor.contribution,
			stale: factor.unknown === 'stale' || score.heldFrom !== null,
			unknown: factor.unknown,
			facts: evidence[index]?.rows.map(row => ({ ...row, on: formatDay(row.on) })) ?? [],
			notes: evidence[index]?.notes ?? [],
		})),
		change: {
			since: formatDay(since),
			from: change?.before ?? null,
			to: score.score,
			parts:
				change && change.change !== null
					? change.parts.map(({ kind, factor, points }) => ({ kind, factor, points }))
					: [],
		},
		churn: churn
			? { probability: churn.probability, low: churn.low, high: churn.high, reasons: churn.reasons }
			: { probability: null, reasons: [] },
		signals: [],
	}
}
