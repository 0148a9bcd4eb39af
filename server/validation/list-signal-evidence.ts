import type { Pool } from 'pg'
import type { ConditionValue } from '../../core/conditions/evaluate-condition.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { ValidationCase } from '../../core/model/validation-case.ts'
import { type CompiledSignal, compileSignals } from '../../core/signals/compile-signal.ts'
import { deriveValues } from '../../core/signals/derived-values.ts'
import { noHolds, readSignal } from '../../core/signals/read-signal.ts'
import type { Day } from '../../core/time/day.ts'
import { type SignalEvidence, signalEvidence } from '../../core/validation/signal-evidence.ts'
import { readSnapshots, type Snapshot, type Snapshots } from '../churn/snapshot-store.ts'
import { readScorePoints } from '../signals/score-point-store.ts'
import { type FieldsLookup, readFieldsLookup } from './rescore.ts'

export interface SignalEvidenceOptions {
	resamples?: number
	/** Lets others work in between. */
	breathe?: () => Promise<void>
}

/**
 * Which of the model's signals stood before decisions: each condition read on the day of the case's score, from what is
 * stored of that day. Steps of stages and milestones are not stored, so that signals over them are unknown.
 */
export async function listSignalEvidence(
	pool: Pool,
	model: OperatingModel,
	cases: readonly ValidationCase[],
	options: SignalEvidenceOptions = {},
): Promise<SignalEvidence[]> {
	const compiled = compileSignals(model.signals, { loadedSources: new Set(), healthSignature: '' })
	if (!compiled.ok) throw new Error(`the model's signals are wrong: ${compiled.problems.join('; ')}`)
	const scored = cases.filter(({ scoredOn }) => scoredOn !== null)
	const truths = await readTruths(pool, model, compiled.signals, scored)
	const groups = Int32Array.from(scored, ({ accountId }) => accountId)
	const renewed = Uint8Array.from(scored, ({ churned }) => (churned ? 0 : 1))
	const resamples = options.resamples === undefined ? {} : { resamples: options.resamples }
	const evidence: SignalEvidence[] = []
	for (const [index, { definition }] of compiled.signals.entries()) {
		evidence.push(signalEvidence({ definition, truths: truths[index]!, groups, renewed }, resamples))
		await options.breathe?.()
	}
	const strength = ({ lift }: SignalEvidence) => (lift ? lift.value : -1)
	return evidence.sort((a, b) => strength(b) - strength(a) || (a.signal < b.signal ? -1 : 1))
}

/** By signal: 1, 0 or NaN per case. */
async function readTruths(
	pool: Pool,
	model: OperatingModel,
	signals: readonly CompiledSignal[],
	cases: readonly ValidationCase[],
): Promise<Float64Array[]> {
	const truths = signals.map(() => new Float64Array(cases.length).fill(Number.NaN))
	const fieldsOf = await readFieldsLookup(pool, model)
	const byDate = Map.groupBy(cases.entries(), ([, { scoredOn }]) => scoredOn ?? 0)
	for (const [date, entries] of [...byDate].sort(([a], [b]) => a - b)) {
		const wanted = [...new Set(entries.map(([, { accountId }]) => accountId))]
		const lookupOf = await readLookups(pool, model, { date, wanted, fieldsOf })
		for (const [row, { accountId }] of entries) {
			const account = lookupOf(accountId)
			if (!account) continue
			for (const [index, signal] of signals.entries()) {
				const { isTrue } = readSignal(signal, account.segment, account.lookup, noHolds)
				if (isTrue !== null) truths[index]![row] = isTrue ? 1 : 0
			}
		}
	}
	return truths
}

interface AccountLookup {
	segment: string | null
	lookup: (name: string) => ConditionValue
}

async function readLookups(
	pool: Pool,
	model: OperatingModel,
	{ date, wanted, fieldsOf }: { date: Day; wanted: number[]; fieldsOf: FieldsLookup },
): Promise<(accountId: number) => AccountLookup | undefined> {
	const stored = await readSnapshots(pool, date, wanted)
	const bands = new Map(
		model.healthModels.flatMap(health =>
			health.bands.map(band => [`${health.id}/${band.id}`, band] as const),
		),
	)
	const goodBands = [...bands].filter(([, { level }]) => level === 'good').map(([id]) => id)
	const levelOf = (health: string, band: string) => bands.get(`${health}/${band}`)?.level
	const points = await readScorePoints(pool, wanted, date, goodBands, levelOf)
	const byAccount = new Map(stored.snapshots.map(snapshot => [snapshot.accountId, snapshot]))
	const riskOf = new Map([...bands.values()].map(({ id, risk }) => [id, risk]))
	return accountId => {
		const snapshot = byAccount.get(accountId)
		if (!snapshot) return undefined
		const derived = deriveValues({
			asOf: date,
			points: points.get(accountId) ?? [],
			stageOverdueDays: null,
			milestoneOverdueDays: null,
			milestones: null,
		})
		const read = readerOf(stored, snapshot, derived)
		const lookup = (name: string) => {
			if (name === 'risk') return riskOf.get(snapshot.band ?? '') ?? null
			const found = read(name)
			return found === undefined ? fieldsOf(accountId, date)[name] : found
		}
		return { segment: snapshot.segment, lookup }
	}
}

/** undefined: not among what is stored of the day. */
function readerOf(
	{ metricIndex }: Snapshots,
	snapshot: Snapshot,
	derived: ReadonlyMap<string, ConditionValue>,
): (name: string) => ConditionValue {
	return name => {
		if (derived.has(name)) return derived.get(name) ?? null
		const index = metricIndex.get(name)
		if (index !== undefined) return snapshot.values[index]
		if (name === 'segment') return snapshot.segment
		if (name === 'stage') return snapshot.stage
		if (name === 'band') return snapshot.band
		return undefined
	}
}
