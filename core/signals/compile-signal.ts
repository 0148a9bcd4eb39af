import { parseCondition } from '../conditions/parse-condition.ts'
import { printCondition } from '../conditions/print-condition.ts'
import type { Condition } from '../model/condition.ts'
import type { SignalDefinition } from '../model/signal.ts'
import { fillThresholds, listNames, type Thresholds } from './fill-thresholds.ts'

/** A signal ready to be read for many accounts. */
export interface CompiledSignal {
	definition: SignalDefinition
	/** Metrics, fields and derived values that it asks for; thresholds are not among them. */
	names: string[]
	/** What the reading depends on, as text: another signature is a changed signal, with a baseline of its own. */
	signature: string
	usual: SignalVariant
	bySegment: ReadonlyMap<string, SignalVariant>
}

export interface SignalVariant {
	condition: Condition
	/** Value of the first threshold; null where the signal has none. */
	threshold: number | null
}

export type CompiledSignals = { ok: true; signals: CompiledSignal[] } | { ok: false; problems: string[] }

export interface CompileSignalOptions {
	/** Kinds of data of which something ever loaded: the first load of a kind makes a baseline for its signals. */
	loadedSources: ReadonlySet<string>
	/** Identity of the health models: other ones are another rule for every signal over score or band. */
	healthSignature: string
}

/** Thresholds as they apply in a segment: its own where it has some, else the usual ones. */
export function thresholdsOf(definition: SignalDefinition, segment: string | null): Thresholds {
	const own = segment !== null && Object.hasOwn(definition.overrides, segment)
	return own ? { ...definition.thresholds, ...definition.overrides[segment] } : definition.thresholds
}

function variantOf(
	definition: SignalDefinition,
	condition: Condition,
	segment: string | null,
): SignalVariant {
	const thresholds = thresholdsOf(definition, segment)
	const shown = Object.keys(definition.thresholds)[0]
	return {
		condition: fillThresholds(condition, thresholds),
		threshold: shown === undefined ? null : (thresholds[shown] ?? null),
	}
}

function signatureOf(
	definition: SignalDefinition,
	condition: Condition,
	{ loadedSources, healthSignature }: CompileSignalOptions,
): string {
	return JSON.stringify([
		printCondition(condition),
		sorted(definition.thresholds),
		sorted(definition.overrides).map(([segment, thresholds]) => [segment, sorted(thresholds)]),
		definition.sources.filter(source => loadedSources.has(source)).sort(),
		definition.kind === 'health' || definition.kind === 'growth' ? healthSignature : '',
	])
}

function sorted<Value>(record: Readonly<Record<string, Value>>): [string, Value][] {
	return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** What is wrong with a definition by itself; whether its names exist is for the catalogue's check. */
export function findSignalProblems(definition: SignalDefinition): string[] {
	const where = `signal ${definition.id}`
	const parsed = parseCondition(definition.when)
	if (!parsed.ok)
		return [`${where}: ${parsed.problem.message} (character ${parsed.problem.at + 1} of: ${definition.when})`]
	const names = new Set(listNames(parsed.condition))
	const unused = Object.keys(definition.thresholds).filter(name => !names.has(name))
	const foreign = Object.entries(definition.overrides).flatMap(([segment, thresholds]) =>
		Object.keys(thresholds)
			.filter(name => !Object.hasOwn(definition.thresholds, name))
			.map(name => `${where}: segment ${segment} sets "${name}", which is not one of its thresholds`),
	)
	return [...unused.map(name => `${where}: threshold "${name}" does not occur in its condition`), ...foreign]
}

/**
 * Definitions → signals that can be read, in their order, disabled ones left out. Problems name the signal, what
 * was expected and what came.
 */
export function compileSignals(
	definitions: readonly SignalDefinition[],
	options: CompileSignalOptions,
): CompiledSignals {
	const enabled = definitions.filter(definition => definition.enabled)
	const problems = [...enabled.flatMap(findSignalProblems), ...findTwins(enabled)]
	if (problems.length > 0) return { ok: false, problems }
	return { ok: true, signals: enabled.map(definition => compileSignal(definition, options)) }
}

function findTwins(definitions: readonly SignalDefinition[]): string[] {
	const seen = new Set<string>()
	return definitions.flatMap(({ id }) => {
		if (seen.has(id)) return [`signal ${id}: expected each id once, found it again; rename one of them`]
		seen.add(id)
		return []
	})
}

function compileSignal(definition: SignalDefinition, options: CompileSignalOptions): CompiledSignal {
	const parsed = parseCondition(definition.when)
	if (!parsed.ok) throw new Error(`signal ${definition.id} was not checked: ${parsed.problem.message}`)
	const { condition } = parsed
	return {
		definition,
		names: listNames(condition).filter(name => !Object.hasOwn(definition.thresholds, name)),
		signature: signatureOf(definition, condition, options),
		usual: variantOf(definition, condition, null),
		bySegment: new Map(
			Object.keys(definition.overrides).map(segment => [segment, variantOf(definition, condition, segment)]),
		),
	}
}
