import { getEvidence, getWeightsProposal } from '../../api/evidence.ts'
import { formatDay } from '../../core/time/day.ts'
import type { Mount } from '../http/mount.ts'
import { readModel } from '../model/model-store.ts'
import { findEvidence } from './evidence-store.ts'

/** What history told of metrics and signals one by one, and the weights that it would have preferred. */
export function mountEvidenceRoutes(mount: Mount): void {
	mount.read(getEvidence, async ({ pool, now }) => {
		const stored = await findEvidence(pool)
		const { model } = await readModel(pool, now)
		const factors = new Set(model.healthModels.flatMap(health => health.factors.map(({ metric }) => metric)))
		const report = stored?.report
		return {
			looked_at: stored?.lookedAt.toISOString() ?? null,
			as_of: stored ? formatDay(stored.asOf) : null,
			model_version: stored?.modelVersion ?? null,
			population: report?.population ?? null,
			horizon_days: report?.horizonDays ?? null,
			cases: report?.cases ?? 0,
			churns: report?.churns ?? 0,
			history_cases: report?.historyCases ?? 0,
			metrics: (report?.metrics ?? []).map(item => ({
				metric: item.metric,
				name: item.name,
				source: item.source,
				better: item.better,
				cases: item.cases,
				churns: item.churns,
				known_share: item.knownShare,
				is_constant: item.isConstant,
				auc: item.auc,
				has_signal: item.hasSignal,
				is_against_definition: item.isAgainstDefinition,
				leak: item.leak,
				is_factor: factors.has(item.metric),
			})),
			signals: (report?.signals ?? []).map(item => ({
				signal: item.signal,
				name: item.name,
				kind: item.kind,
				cases: item.cases,
				churns: item.churns,
				known_share: item.knownShare,
				had: item.had,
				of_churned: item.ofChurned,
				of_renewed: item.ofRenewed,
				lift: item.lift,
				has_signal: item.hasSignal,
				points_away: item.pointsAway,
			})),
			notes: report?.notes ?? [],
		}
	})
	mount.read(getWeightsProposal, async ({ pool }) => {
		const stored = await findEvidence(pool)
		return {
			looked_at: stored?.lookedAt.toISOString() ?? null,
			model_version: stored?.modelVersion ?? null,
			yaml: stored?.report.proposedYaml ?? null,
			models: stored?.report.proposals ?? [],
		}
	})
}
