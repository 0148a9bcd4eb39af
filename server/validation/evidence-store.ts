import type { ClientBase, Pool } from 'pg'
import type { Population } from '../../core/model/validation-case.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import type { MetricEvidence } from '../../core/validation/metric-evidence.ts'
import type { SignalEvidence } from '../../core/validation/signal-evidence.ts'
import type { HealthProposal } from './propose-weights.ts'

/** What history told of metrics, signals and weights, as it is kept. */
export interface EvidenceReport {
	population: Population
	horizonDays: number
	cases: number
	churns: number
	/** Cases asked about before the first load. */
	historyCases: number
	metrics: (MetricEvidence & { source: string; better: string })[]
	signals: SignalEvidence[]
	notes: string[]
	proposals: HealthProposal[]
	/** The model with the proposed weights in it; null where nothing is proposed. */
	proposedYaml: string | null
}

export interface StoredEvidence {
	lookedAt: Date
	asOf: Day
	modelVersion: number
	report: EvidenceReport
}

export async function saveEvidence(client: Pool | ClientBase, evidence: StoredEvidence): Promise<void> {
	await client.query(
		'insert into history_evidence (looked_at, as_of, model_version, report) values ($1, $2, $3, $4)',
		[evidence.lookedAt, formatDay(evidence.asOf), evidence.modelVersion, JSON.stringify(evidence.report)],
	)
}

/** The latest; undefined before the first look at history. */
export async function findEvidence(client: Pool | ClientBase): Promise<StoredEvidence | undefined> {
	const { rows } = await client.query<{
		looked_at: Date
		as_of: string
		model_version: number
		report: EvidenceReport
	}>('select looked_at, as_of, model_version, report from history_evidence order by evidence_id desc limit 1')
	const row = rows[0]
	return (
		row && {
			lookedAt: row.looked_at,
			asOf: getDay(row.as_of),
			modelVersion: row.model_version,
			report: row.report,
		}
	)
}
