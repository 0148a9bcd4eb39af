import { defaultModel } from '../core/catalog/default-model.ts'
import { shippedMetrics } from '../core/catalog/metrics.ts'
import {
	type LabelledAccount,
	type LabelledDay,
	labelDecisions,
	labelMonthEnds,
} from '../core/churn/label-days.ts'
import { payingSpells } from '../core/churn/paying-spells.ts'
import type { TrainingTable } from '../core/churn/training-table.ts'
import { accountMrrOn, type Conversion } from '../core/contracts/account-mrr.ts'
import { rateLookup } from '../core/contracts/rate-lookup.ts'
import { isPayingOn, linesAsOf } from '../core/contracts/subscription-line.ts'
import { accountFieldsAsOf } from '../core/facts/account-fields.ts'
import { scoreHealth } from '../core/health/score-health.ts'
import { assignSegment, prepareSegments } from '../core/lifecycle/assign-segment.ts'
import { computeMetrics } from '../core/metrics/compute-metrics.ts'
import type { Freshness } from '../core/model/account-history.ts'
import { factKinds } from '../core/model/fact.ts'
import { shortestTermDays } from '../core/model/validation-case.ts'
import { contractTermsOf } from '../core/renewals/contract-terms.ts'
import { listDecisions } from '../core/renewals/list-decisions.ts'
import { cancellationNoticesOf, renewalRecordsOf } from '../core/renewals/renewal-records.ts'
import type { Day } from '../core/time/day.ts'
import { missingDays } from '../core/time/missing-days.ts'
import { demoEvents } from '../demo/demo-events.ts'
import { daysToGoColumn, healthScoreColumn, trainingColumns } from '../server/churn/read-training.ts'
import { compilePlan } from '../server/days/compute-accounts.ts'
import { dateToCompute } from '../server/validation/find-cases.ts'
import type { MadeAccount, MadeCompany } from './made-company.ts'

/** A contract decision 90 days before it, with what the present model said of it and what was true. */
export interface MadeCase {
	accountId: number
	externalId: string
	segment: string | null
	decidesOn: Day
	askedOn: Day
	scoredOn: Day
	score: number | null
	band: string | null
	level: 'good' | 'fine' | 'watch' | 'alarm' | null
	points: (number | null)[]
	renewed: boolean
	/** True P(renew); NaN where the truth does not have the decision. */
	truth: number
	/** By metric. */
	values: Float64Array
}

/** Everything that models learn from and are judged by. */
export interface LearnedCompany {
	today: Day
	/** The day up to which the later decisions' model had learned. */
	learnsUntil: Day
	metricIds: string[]
	cases: MadeCase[]
	/** Month ends, known today. */
	churn: TrainingTable
	/** Decisions, as known by `learnsUntil`. */
	renewal: TrainingTable
}

/** The models learn what was known by so many days before today, and are asked about what came later. */
const laterDays = 330
const horizonDays = 90
/** The default model with the events of made-up companies. */
export const benchModel = { ...defaultModel, settings: { ...defaultModel.settings, events: demoEvents } }

/** A labelled day with what was known of the account on it. */
export interface LearnedRow {
	label: LabelledDay
	values: Float64Array
	score: number | null
	band: string | null
}

/** Makes the company account by account and keeps of each what models learn from. */
export function learnCompany(company: MadeCompany, onAccount?: (done: number) => void): LearnedCompany {
	const conversion: Conversion = { currency: 'USD', rateOf: rateLookup(company.fxRates) }
	const learnsUntil = company.today - laterDays
	const see = createSight(company, conversion)
	const rows: { churn: LearnedRow[]; renewal: LearnedRow[] } = { churn: [], renewal: [] }
	const cases: MadeCase[] = []
	let done = 0
	for (const account of company.accounts()) {
		const outcomes = outcomesOf(account, company.today, conversion)
		const then = outcomesOf(account, learnsUntil, conversion)
		const history = { firstDataDay: company.firstDataDay }
		const churn = labelMonthEnds({ ...history, accounts: [outcomes], knownUntil: company.today })
		const renewal = labelDecisions({ ...history, accounts: [then] })
		const asked = outcomes.decisions.filter(
			({ outcome, decidesOn }) => outcome !== null && decidesOn - horizonDays >= company.firstDataDay,
		)
		const stored = (labels: LabelledDay[]) =>
			labels.map(label => ({ ...label, storedOn: dateToCompute(label.storedOn) }))
		const labels = { churn: stored(churn), renewal: stored(renewal) }
		const days = new Set([...labels.churn, ...labels.renewal].map(({ storedOn }) => storedOn))
		for (const { decidesOn } of asked) days.add(dateToCompute(decidesOn - horizonDays))
		const seen = see(
			account,
			[...days].sort((a, b) => a - b),
		)
		for (const kind of ['churn', 'renewal'] as const) {
			for (const label of labels[kind]) {
				const found = seen.get(label.storedOn)
				if (found) rows[kind].push({ label, ...found })
			}
		}
		for (const { decidesOn, outcome } of asked) {
			const scoredOn = dateToCompute(decidesOn - horizonDays)
			const found = seen.get(scoredOn)
			cases.push({
				accountId: account.accountId,
				externalId: account.externalId,
				segment: found?.segment ?? null,
				decidesOn,
				askedOn: decidesOn - horizonDays,
				scoredOn,
				score: found?.score ?? null,
				band: found?.band ?? null,
				level: found?.level ?? null,
				points: found?.points ?? [],
				renewed: outcome === 'renewed',
				truth: account.truth.get(decidesOn) ?? Number.NaN,
				values: found?.values ?? new Float64Array(0),
			})
		}
		done += 1
		onAccount?.(done)
	}
	return {
		today: company.today,
		learnsUntil,
		metricIds: see.metricIds,
		cases,
		churn: tableOf('churn', rows.churn, see.metricIds),
		renewal: tableOf('renewal', rows.renewal, see.metricIds),
	}
}

/** What was known of a customer on a day; values by metric. */
export interface Seen {
	values: Float64Array
	score: number | null
	band: string | null
	level: MadeCase['level']
	points: (number | null)[]
	segment: string | null
}

export type Sight = ((account: MadeAccount, days: readonly Day[]) => Map<Day, Seen>) & { metricIds: string[] }

/** What was known of a customer on each of the days; days on which it paid nothing are absent. */
export function createSight(company: MadeCompany, conversion: Conversion): Sight {
	const definitions = [...shippedMetrics, ...benchModel.metrics]
	const metricIds = definitions.map(({ id }) => id)
	const index = new Map(metricIds.map((id, at) => [id, at]))
	const compiled = compilePlan({
		days: [],
		definitions,
		settings: benchModel.settings,
		measures: company.measures,
		freshness: {},
		currency: 'USD',
		fxRates: company.fxRates,
		missingDays: [],
	})
	const segments = prepareSegments(benchModel.segments)
	const [health] = benchModel.healthModels
	if (!health || benchModel.healthModels.length > 1)
		throw new Error('expected one health model for everybody')
	// The same set for all accounts is looked at once.
	const missing = new Map<Day, ReadonlySet<Day>>()
	const missingOn = (day: Day) => {
		let found = missing.get(day)
		if (!found) {
			const known = company.outageDays.filter(outage => outage <= day)
			found = missingDays(known, day, day)
			missing.set(day, found)
		}
		return found
	}
	const see = (account: MadeAccount, days: readonly Day[]) => {
		const paying = days.filter(day => {
			const lines = linesAsOf(account.facts, day)
			const mrr = accountMrrOn(lines, day, conversion)
			return mrr === null ? lines.some(line => isPayingOn(line, day)) : mrr > 0n
		})
		const { values } = computeMetrics(compiled, account, paying, freshnessOf(paying), {
			missingDays: paying.map(missingOn),
		})
		return new Map(
			paying.map((day, at): [Day, Seen] => {
				const own = values.slice(at * metricIds.length, (at + 1) * metricIds.length)
				const fields = accountFieldsAsOf(account, day, benchModel.settings.fixedAttributes)
				const known = (name: string) => {
					const found = index.get(name)
					return found === undefined ? fields[name] : own[found]
				}
				const scored = scoreHealth(
					health,
					health.factors.map(({ metric }) => {
						const value = own[index.get(metric) ?? -1] ?? Number.NaN
						return { value: Number.isNaN(value) ? null : value, peerPoints: null }
					}),
				)
				const { score, level, points } = scored
				const band = score === null ? null : scored.band
				return [day, { values: own, score, band, level, points, segment: assignSegment(segments, known) }]
			}),
		)
	}
	return Object.assign(see, { metricIds })
}

function freshnessOf(days: readonly Day[]): Freshness {
	const reached = { reachOn: [...days], stale: days.map(() => false) }
	return Object.fromEntries([...factKinds, 'usage'].map(kind => [kind, reached]))
}

/** Decisions of terms and paying spells as known on a day. */
export function outcomesOf(account: MadeAccount, today: Day, conversion: Conversion): LabelledAccount {
	const lines = linesAsOf(account.facts, today)
	const from = Math.min(today, ...lines.map(({ startedOn }) => startedOn))
	const decisions = listDecisions(
		{
			asOf: today,
			openFrom: from,
			terms: contractTermsOf(lines, from, today, conversion),
			records: renewalRecordsOf(account.facts, today, conversion),
			cancellations: cancellationNoticesOf(account.facts, today),
			ownerEmail: null,
		},
		benchModel.settings.renewals,
	)
	return {
		accountId: account.accountId,
		decisions: decisions.filter(({ termDays }) => termDays === null || termDays >= shortestTermDays),
		spells: payingSpells(lines, conversion, today),
	}
}

/** Rows put into the columns that a model learns from. */
export function tableOf(
	kind: 'churn' | 'renewal',
	rows: readonly LearnedRow[],
	metricIds: readonly string[],
): TrainingTable {
	const { metrics } = trainingColumns(benchModel, kind, null)
	const sorted = [...rows].sort((a, b) => a.label.storedOn - b.label.storedOn)
	return {
		rows: sorted.length,
		metrics,
		columns: metrics.map(({ id }) => {
			const at = metricIds.indexOf(id)
			return Float64Array.from(sorted, ({ label, values, score }) => {
				if (id === healthScoreColumn) return score ?? Number.NaN
				if (id === daysToGoColumn) return label.daysToGo ?? Number.NaN
				return values[at] ?? Number.NaN
			})
		}),
		groups: Int32Array.from(sorted, ({ label }) => label.accountId),
		days: Int32Array.from(sorted, ({ label }) => label.storedOn),
		knownOn: Int32Array.from(sorted, ({ label }) => label.knownOn),
		outcomes: Uint8Array.from(sorted, ({ label }) => (label.outcome ? 1 : 0)),
		scores: Float64Array.from(sorted, ({ score }) => score ?? Number.NaN),
		bands: sorted.map(({ band }) => band),
	}
}
