import type { Pool } from 'pg'
import { evaluateCondition } from '../../core/conditions/evaluate-condition.ts'
import { parseCondition } from '../../core/conditions/parse-condition.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { PlaybookDefinition } from '../../core/model/playbook.ts'
import { compileSignals } from '../../core/signals/compile-signal.ts'
import { deriveValues, type ScorePoint } from '../../core/signals/derived-values.ts'
import { noHolds, readSignal } from '../../core/signals/read-signal.ts'
import type { Day } from '../../core/time/day.ts'
import { createFiredCounter, type FiredCounter, type FiredCounts } from '../../core/validation/count-fired.ts'
import { readSnapshots, type Snapshots } from '../churn/snapshot-store.ts'
import type { AccountOutcomes } from './outcome-store.ts'
import { type FieldsLookup, type Rescored, readFieldsLookup, rescoreDate } from './rescore.ts'

/** A signal or playbook of either model; null in a model that does not have it, or has it switched off. */
export interface FiredRule {
	kind: 'signal' | 'playbook'
	id: string
	name: string
	before: FiredCounts | null
	after: FiredCounts | null
}

export interface FiredOptions {
	/** Stored dates, ascending; on the first one nothing fires. */
	dates: readonly Day[]
	/** What became of all accounts. */
	accounts: readonly AccountOutcomes[]
	/** Called before each date; throws to stop. */
	onDate?: (done: number, total: number) => Promise<void> | void
}

/**
 * Which signals and playbooks two models would have set off on stored dates of the past, from the metrics that are stored
 * of them. One date is in memory at a time. Stages are taken as they were; what needs steps of onboarding is unknown.
 */
export async function listFiredRules(
	pool: Pool,
	[before, after]: readonly [OperatingModel, OperatingModel],
	options: FiredOptions,
): Promise<FiredRule[]> {
	const runs = [createRun(before, options.dates), createRun(after, options.dates)] as const
	const fieldsOf = await Promise.all([readFieldsLookup(pool, before), readFieldsLookup(pool, after)])
	for (const [index, date] of options.dates.entries()) {
		await options.onDate?.(index, options.dates.length)
		const stored = await readSnapshots(pool, date)
		for (const [at, run] of runs.entries()) seeDate(run, stored, date, fieldsOf[at]!)
	}
	const outcomes = new Map(options.accounts.map(account => [account.accountId, outcomesOf(account)]))
	const counted = runs.map(({ rules }) =>
		rules.map(({ counter, ...rule }) => ({ ...rule, counts: counter.count(id => outcomes.get(id)) })),
	)
	const keys = new Map(counted.flat().map(({ kind, id, name }) => [`${kind} ${id}`, { kind, id, name }]))
	const countsOf = (at: number, key: string) =>
		counted[at]?.find(({ kind, id }) => `${kind} ${id}` === key)?.counts ?? null
	return [...keys].map(([key, rule]) => ({ ...rule, before: countsOf(0, key), after: countsOf(1, key) }))
}

function outcomesOf({ spells, decisions }: AccountOutcomes) {
	return {
		stoppedOn: spells.flatMap(({ endsOn }) => endsOn ?? []),
		renewedOn: decisions.flatMap(({ outcome, decidesOn, closedOn }) =>
			outcome === 'renewed' ? [closedOn ?? decidesOn] : [],
		),
	}
}

/** What a rule says of an account on a date. */
interface RuleInput {
	account: Rescored
	truths: ReadonlyMap<string, boolean>
	lookup: (name: string) => unknown
}

interface Rule {
	kind: FiredRule['kind']
	id: string
	name: string
	counter: FiredCounter
	isTrue: (input: RuleInput) => boolean
}

interface Run {
	model: OperatingModel
	rules: Rule[]
	signals: Extract<ReturnType<typeof compileSignals>, { ok: true }>['signals']
	/** Scores of an account on the last dates, ascending. */
	points: Map<number, ScorePoint[]>
}

function createRun(model: OperatingModel, dates: readonly Day[]): Run {
	const compiled = compileSignals(model.signals, { loadedSources: new Set(), healthSignature: '' })
	if (!compiled.ok) throw new Error(`the model's signals are wrong: ${compiled.problems.join('; ')}`)
	const signals: Rule[] = compiled.signals.map(({ definition }) => ({
		kind: 'signal',
		id: definition.id,
		name: definition.name,
		counter: createFiredCounter(dates),
		isTrue: ({ truths }) => truths.get(definition.id) === true,
	}))
	const playbooks = model.playbooks.flatMap((definition): Rule[] => {
		const isTrue = definition.enabled ? triggerOf(definition) : undefined
		if (!isTrue) return []
		const { id, name } = definition
		return [{ kind: 'playbook', id, name, counter: createFiredCounter(dates), isTrue }]
	})
	return {
		model,
		rules: [...signals, ...playbooks],
		signals: compiled.signals,
		points: new Map(),
	}
}

/** Whether the account's state would start a run; undefined for triggers that no model decides: dates, people, programs. */
function triggerOf({ trigger, when }: PlaybookDefinition): Rule['isTrue'] | undefined {
	const condition = when === undefined ? undefined : parseCondition(when)
	if (condition && !condition.ok) return undefined
	const holds = ({ lookup }: RuleInput) =>
		!condition || evaluateCondition(condition.condition, name => lookup(name) as never) === true
	if (trigger.kind === 'signal' && trigger.on !== 'exits') {
		return input => input.truths.get(trigger.signal) === true && holds(input)
	}
	if (trigger.kind === 'band') {
		return input => {
			const { level } = input.account.health
			return level !== null && trigger.to.includes(level) && holds(input)
		}
	}
	if (trigger.kind === 'stage') return input => input.account.snapshot.stage === trigger.to && holds(input)
	return undefined
}

/** A row of healthy days is followed no further back. */
const pointsKeptDays = 125

function seeDate(run: Run, stored: Snapshots, date: Day, fieldsOf: FieldsLookup): void {
	const seen = rescoreDate(run.model, stored, accountId => fieldsOf(accountId, date))
	const present = new Set(seen.map(({ snapshot }) => snapshot.accountId))
	for (const account of seen) {
		const { accountId } = account.snapshot
		const earlier = run.points.get(accountId) ?? []
		const { score, level } = account.health
		const points = earlier.filter(({ day }) => day > date - pointsKeptDays)
		points.push({ day: date, score, level, modelVersion: 0, isHeld: false })
		run.points.set(accountId, points)
		const lookup = lookupOf(stored, account, { date, points, fieldsOf })
		const truths = new Map(
			run.signals.map(signal => [
				signal.definition.id,
				readSignal(signal, account.segment, lookup, noHolds).isTrue === true,
			]),
		)
		const input: RuleInput = { account, truths, lookup }
		for (const rule of run.rules) rule.counter.see(accountId, date, rule.isTrue(input))
	}
	// Who is no customer any more has no signals: what was open has ended.
	for (const accountId of run.points.keys()) {
		if (present.has(accountId)) continue
		for (const rule of run.rules) rule.counter.see(accountId, date, false)
		run.points.delete(accountId)
	}
}

function lookupOf(
	{ metricIndex }: Snapshots,
	{ snapshot, segment, model: health, health: scored }: Rescored,
	{ date, points, fieldsOf }: { date: Day; points: ScorePoint[]; fieldsOf: FieldsLookup },
) {
	let fields: ReturnType<FieldsLookup> | undefined
	let derived: ReturnType<typeof deriveValues> | undefined
	const band = health.bands.find(({ id }) => id === scored.band)
	return (name: string) => {
		const index = metricIndex.get(name)
		if (index !== undefined) return snapshot.values[index]
		if (name === 'segment') return segment
		if (name === 'stage') return snapshot.stage
		if (name === 'band') return scored.band
		if (name === 'coverage') return scored.coverage
		if (name === 'risk') return band?.risk
		derived ??= deriveValues({
			asOf: date,
			points,
			stageOverdueDays: null,
			milestoneOverdueDays: null,
			milestones: null,
		})
		if (derived.has(name)) return derived.get(name)
		fields ??= fieldsOf(snapshot.accountId, date)
		return fields[name]
	}
}
