import type { Command } from 'commander'
import { formatAmountMinor, showMoney } from '../core/money/amount.ts'
import { formatDay } from '../core/time/day.ts'
import { listChurnPredictions } from '../server/churn/predictor-store.ts'
import { ensureDates } from '../server/days/ensure-dates.ts'
import { listScores, type StoredScore } from '../server/days/result-store.ts'
import { getModel } from '../server/model/model-store.ts'
import { readWorkspace, todayOf } from '../server/workspace/workspace-store.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { readDayOption } from './day-option.ts'
import { formatTable, showBand, showNumber, showShare } from './print-table.ts'
import { startProgress } from './progress.ts'

/** `perennial accounts`: every account as it stood, worst first. */
export function registerAccounts(program: Command): void {
	addCommand(program, 'accounts', 'every account as it stood, worst first')
		.option('--as-of <date>', 'at the end of this day (default: today)')
		.action(async (options: CommonOptions & { asOf?: string }) => {
			const asked = readDayOption(options.asOf, '--as-of')
			const progress = startProgress({ unit: 'accounts' })
			const list = await withWorkspace(options, async context => {
				const { pool } = context
				const now = new Date()
				const workspace = await readWorkspace(pool)
				const asOf = asked ?? todayOf(workspace, now)
				await ensureDates(context, [asOf], {
					now,
					onProgress: ({ doing, done, total }) =>
						progress.update({ doing, done, share: total > 0 ? done / total : null }),
				})
				const scores = await listScores(pool, asOf)
				const bands = await readBands(context.pool, scores)
				const churn = new Map(
					(await listChurnPredictions(pool, asOf)).map(item => [item.accountId, item.probability]),
				)
				return { scores, bands, churn, currency: workspace.currency }
			}).finally(() => progress.end())
			const rows = list.scores.map(score => toRow(score, list.currency, list.churn))
			printResult(options, rows, () => showAccounts(list.scores, list.bands, list.currency ?? 'USD'))
		})
}

type Bands = Map<string, { name: string; level: 'good' | 'fine' | 'watch' | 'alarm' }>

async function readBands(
	pool: Parameters<typeof getModel>[0],
	scores: readonly StoredScore[],
): Promise<Bands> {
	const bands: Bands = new Map()
	for (const version of new Set(scores.map(({ modelVersion }) => modelVersion))) {
		const { model } = await getModel(pool, version)
		for (const health of model.healthModels) for (const band of health.bands) bands.set(band.id, band)
	}
	return bands
}

function toRow(score: StoredScore, currency: string | null, churn: ReadonlyMap<number, number>): unknown {
	return {
		id: score.externalId,
		name: score.name,
		segment: score.segment,
		stage: score.stage,
		owner_email: score.ownerEmail,
		arr: score.arrMinor === null || currency === null ? null : formatAmountMinor(score.arrMinor, currency),
		currency,
		score: score.score,
		band: score.band,
		coverage: score.coverage,
		churn_probability: churn.get(score.accountId) ?? null,
		renewal_on: score.renewalOn === null ? null : formatDay(score.renewalOn),
		held_from: score.heldFrom === null ? null : formatDay(score.heldFrom),
	}
}

function showAccounts(scores: readonly StoredScore[], bands: Bands, currency: string): string {
	if (scores.length === 0) return 'There are no accounts yet. Load a folder of files: perennial import FOLDER'
	return formatTable(
		[
			{ title: 'account', cell: score => score.name, maxWidth: 32 },
			{ title: 'id', cell: score => score.externalId, maxWidth: 24 },
			{ title: 'segment', cell: score => score.segment ?? '–' },
			{ title: 'owner', cell: score => score.ownerEmail ?? '–', maxWidth: 28 },
			{
				title: 'ARR',
				align: 'right',
				cell: score => (score.arrMinor === null ? '–' : showMoney(score.arrMinor, currency)),
			},
			{ title: 'health', align: 'right', cell: score => showNumber(score.score) },
			{
				title: 'band',
				cell: score =>
					showBand(bands.get(score.band)?.name ?? 'Unknown', bands.get(score.band)?.level ?? 'unknown'),
			},
			{ title: 'coverage', align: 'right', cell: score => showShare(score.coverage) },
			{
				title: 'renews',
				align: 'right',
				cell: score => (score.renewalOn === null ? '–' : formatDay(score.renewalOn)),
			},
		],
		scores,
	)
}
