import { explainAccount as explainContract } from '../../api/account.ts'
import { formatDay, parseDay } from '../../core/time/day.ts'
import { missingDays } from '../../core/time/missing-days.ts'
import type { AccountLists } from '../accounts/account-list-store.ts'
import { getAccountFor } from '../accounts/get-account-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import { findChurnPrediction, type StoredPrediction } from '../churn/predictor-store.ts'
import type { Context } from '../context.ts'
import type { Mount } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import { listOutages } from '../signals/outage-store.ts'
import { readFreshness } from '../sources/source-store.ts'
import { findLastDate } from './day-run-store.ts'
import { type AccountExplanation, type ExplanationSources, explainStored } from './explain-account.ts'
import { listPeerValues, type PeerPlaces, placePeers } from './peer-values.ts'

/** As many facts of a factor as a person reads; the rest is counted. */
const factsShown = 200
const usualChangeDays = 30

/** Why an account has its score. Only from dates that are computed: nobody waits for a run. */
export function mountExplanationRoutes(mount: Mount, context: Context, lists: AccountLists): void {
	const sources = keepSources(context, lists)
	mount.read(explainContract, async call => {
		const { params, query, pool, now } = call
		const account = await getAccountFor(pool, call, params.id)
		const { day } = await readShownDay(pool, now, query.as_of)
		const asOf = await findLastDate(pool, day)
		if (asOf === undefined)
			throw new Problem('nothing_computed', 'Nothing was computed yet.', 'Run the day: perennial run.')
		const asked = parseDay(query.since ?? '') ?? asOf - usualChangeDays
		const since = (await findLastDate(pool, Math.min(asked, asOf))) ?? asOf
		const explanation = await explainStored(context, account, { asOf, since }, sources)
		const list = await lists.on(asOf)
		const at = list?.positionOf(account.accountId) ?? -1
		const band = list && at >= 0 ? list.bandAt(at) : undefined
		return {
			as_of: formatDay(asOf),
			...scoreJson(explanation),
			band_name: band?.name ?? 'Unknown',
			level: band?.level ?? ('unknown' as const),
			factors: factorsJson(explanation),
			groups: explanation.health.groups.map(group => ({
				group: group.group,
				weight: group.weight,
				contribution: group.contribution,
				shown_contribution: group.shownContribution,
			})),
			change: changeJson(explanation, since),
			churn: churnJson(await findChurnPrediction(pool, account.accountId, asOf)),
		}
	})
}

/** Peers from the list that is in memory, sorted once per metric; outages as the run of the day stored them. */
function keepSources({ pool }: Context, lists: AccountLists): ExplanationSources {
	const placed = new WeakMap<Float64Array, PeerPlaces>()
	return {
		async peersOn(asOf, metric) {
			const list = await lists.on(asOf)
			if (list?.columns.asOf !== asOf || !list.hasMetric(metric))
				return placePeers(await listPeerValues(pool, asOf, metric))
			const values = await list.metric(metric)
			const known = placed.get(values)
			if (known) return known
			const { isCustomer, segments } = list.columns
			const made = placePeers({
				values: values.map((value, at) => (isCustomer[at] === 1 ? value : Number.NaN)),
				segments,
			})
			placed.set(values, made)
			return made
		},
		async missingOn(day) {
			const outages = (await listOutages(pool, day)).filter(({ kind }) => kind === 'usage')
			const reach = (await readFreshness(pool, [day])).usage?.reachOn[0] ?? null
			return missingDays(
				outages.map(outage => outage.day),
				reach,
				day,
			)
		},
	}
}

function churnJson(churn: StoredPrediction | undefined) {
	if (!churn) return null
	const { probability, low, high, reasons } = churn
	return { probability, low, high, reasons }
}

function scoreJson({ score, model }: AccountExplanation) {
	return {
		score: score.score,
		exact_score: score.exactScore,
		band: score.band,
		computed_band: score.computedBand,
		coverage: score.coverage,
		minimum_coverage: model.minimumCoverage,
		model_version: score.modelVersion,
		health_model: model.name,
		held_from: score.heldFrom === null ? null : formatDay(score.heldFrom),
		data_until: score.dataUntil === null ? null : formatDay(score.dataUntil),
		no_score: noScore({ score, model }),
	}
}

function noScore({ score, model }: Pick<AccountExplanation, 'score' | 'model'>): string | null {
	if (score.score !== null) return null
	if (!score.isCustomer) return 'It pays nothing on this day, so it has no score.'
	const percent = (share: number) => `${Math.round(share * 100)} %`
	return `${percent(score.coverage)} of the weight has data, ${percent(model.minimumCoverage)} is needed.`
}

function factorsJson({ health, evidence, definitions, score }: AccountExplanation) {
	return health.factors.map((factor, index) => {
		const definition = definitions.find(({ id }) => id === factor.metric)
		const rows = evidence[index]?.rows ?? []
		return {
			id: factor.id,
			name: factor.name,
			group: factor.group,
			metric: factor.metric,
			metric_name: definition?.name ?? factor.metric,
			unit: definition?.unit ?? ('count' as const),
			meaning: definition?.meaning ?? '',
			value: factor.value,
			points: factor.points,
			weight: factor.weight,
			weight_share: factor.weightShare,
			contribution: factor.contribution,
			shown_contribution: factor.shownContribution,
			filled_by: factor.filledBy,
			stale: factor.unknown === 'stale' || score.heldFrom !== null,
			unknown: factor.unknown,
			// The latest: they stand at the end.
			facts: rows.slice(-factsShown).map(row => ({ ...row, on: formatDay(row.on) })),
			more_facts: Math.max(0, rows.length - factsShown),
			notes: evidence[index]?.notes ?? [],
		}
	})
}

function changeJson({ change, score }: AccountExplanation, since: number) {
	return {
		since: formatDay(since),
		from: change?.before ?? null,
		to: score.score,
		parts:
			change && change.change !== null
				? change.parts.map(part => ({
						kind: part.kind,
						factor: part.factor,
						points: part.points,
						shown_points: part.shownPoints,
					}))
				: [],
	}
}
