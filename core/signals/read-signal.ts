import { type ConditionLookup, evaluateCondition } from '../conditions/evaluate-condition.ts'
import type { HoldReason } from '../model/signal.ts'
import type { CompiledSignal } from './compile-signal.ts'

/** What a signal says of one account on one date. */
export interface SignalReading {
	signalId: string
	signature: string
	/** null: unknown. */
	isTrue: boolean | null
	value: number | null
	threshold: number | null
	endsAfterDays: number
	/** Why it is not judged on this date, though it was read; null where it is. */
	heldReason: HoldReason | null
}

/** What is held on a date: kinds of data by source kind, single metrics by id. */
export interface Holds {
	sources: ReadonlyMap<string, HoldReason>
	metrics: ReadonlyMap<string, HoldReason>
}

export const noHolds: Holds = { sources: new Map(), metrics: new Map() }

function findHold({ definition, names }: CompiledSignal, holds: Holds): HoldReason | null {
	for (const source of definition.sources) {
		const reason = holds.sources.get(source)
		if (reason) return reason
	}
	for (const name of names) {
		const reason = holds.metrics.get(name)
		if (reason) return reason
	}
	return null
}

/** Reads one signal of one account; the lookup gives its metrics, fields and derived values as of the date. */
export function readSignal(
	signal: CompiledSignal,
	segment: string | null,
	lookup: ConditionLookup,
	holds: Holds,
): SignalReading {
	const variant = (segment === null ? undefined : signal.bySegment.get(segment)) ?? signal.usual
	const value = lookup(signal.definition.metric)
	return {
		signalId: signal.definition.id,
		signature: signal.signature,
		isTrue: evaluateCondition(variant.condition, lookup),
		value: typeof value === 'number' && Number.isFinite(value) ? value : null,
		threshold: variant.threshold,
		endsAfterDays: signal.definition.endsAfterDays,
		heldReason: findHold(signal, holds),
	}
}
