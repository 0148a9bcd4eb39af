import { describe, expect, it } from 'vitest'
import { printCondition } from '../conditions/print-condition.ts'
import { SignalDefinition, type SignalDefinitionInput } from '../model/signal.ts'
import { compileSignals, findSignalProblems } from './compile-signal.ts'
import { noHolds, readSignal } from './read-signal.ts'

const loginsDown: SignalDefinitionInput = {
	id: 'logins_down_14d',
	name: 'Logins down',
	kind: 'usage',
	when: 'logins_change_14d <= threshold and arr >= from_arr',
	thresholds: { threshold: -0.4, from_arr: 0 },
	overrides: { strategic: { threshold: -0.2 } },
	metric: 'logins_change_14d',
	level: 'alarm',
	reason: 'Logins down {percent} in two weeks',
	sources: ['usage'],
}

function compileOne(change: Partial<SignalDefinitionInput> = {}, loaded: string[] = ['usage'], health = 'a') {
	const compiled = compileSignals([SignalDefinition.parse({ ...loginsDown, ...change })], {
		loadedSources: new Set(loaded),
		healthSignature: health,
	})
	if (!compiled.ok) throw new Error(compiled.problems.join('\n'))
	return compiled.signals[0]!
}

function lookupOf(values: Record<string, number | null>) {
	return (name: string) => values[name]
}

describe('reading a signal', () => {
	const signal = compileOne()
	it.each([
		[null, -0.43, true, -0.4],
		[null, -0.4, true, -0.4],
		[null, -0.39, false, -0.4],
		['strategic', -0.39, true, -0.2],
		['growth', -0.39, false, -0.4],
		[null, null, null, -0.4],
		[null, Number.NaN, null, -0.4],
	])('segment %s at %d is %s against %d', (segment, change, isTrue, threshold) => {
		const reading = readSignal(signal, segment, lookupOf({ logins_change_14d: change, arr: 5 }), noHolds)
		expect(reading.isTrue).toBe(isTrue)
		expect(reading.threshold).toBe(threshold)
		expect(reading.value).toBe(change === null || Number.isNaN(change) ? null : change)
	})

	it('is held by its sources and by its metrics, outage or stale, but still read', () => {
		const lookup = lookupOf({ logins_change_14d: -0.9, arr: 5 })
		const bySource = { sources: new Map([['usage', 'outage' as const]]), metrics: new Map() }
		const byMetric = { sources: new Map(), metrics: new Map([['logins_change_14d', 'stale' as const]]) }
		const foreign = { sources: new Map([['ticket', 'stale' as const]]), metrics: new Map() }
		expect(readSignal(signal, null, lookup, bySource)).toMatchObject({ isTrue: true, heldReason: 'outage' })
		expect(readSignal(signal, null, lookup, byMetric)).toMatchObject({ isTrue: true, heldReason: 'stale' })
		expect(readSignal(signal, null, lookup, foreign).heldReason).toBeNull()
	})

	it('puts thresholds into the tree as numbers and leaves the rest of it', () => {
		expect(printCondition(signal.usual.condition)).toBe('logins_change_14d <= -0.4 and arr >= 0')
		expect(printCondition(signal.bySegment.get('strategic')!.condition)).toBe(
			'logins_change_14d <= -0.2 and arr >= 0',
		)
		const wide = compileOne({
			when: 'not (a in ("threshold") or -threshold + from_arr between -threshold and 2 * a) and a is known',
		})
		expect(printCondition(wide.usual.condition)).toBe(
			'not (a in ("threshold") or -(-0.4) + 0 between -(-0.4) and 2 * a) and a is known',
		)
		expect(wide.names).toEqual(['a'])
	})

	it('has another signature exactly when what it says may differ', () => {
		const { signature } = compileOne()
		expect(compileOne({ name: 'Other', reason: 'Other words', level: 'watch' }).signature).toBe(signature)
		expect(compileOne({}, ['usage'], 'b').signature).toBe(signature)
		expect(compileOne({ kind: 'health' }, ['usage'], 'b').signature).not.toBe(
			compileOne({ kind: 'health' }).signature,
		)
		expect(compileOne({ when: 'logins_change_14d < threshold and arr >= from_arr' }).signature).not.toBe(
			signature,
		)
		expect(compileOne({ thresholds: { threshold: -0.5, from_arr: 0 } }).signature).not.toBe(signature)
		expect(compileOne({ overrides: {} }).signature).not.toBe(signature)
		expect(compileOne({}, []).signature).not.toBe(signature)
	})

	it('names what is wrong with a definition', () => {
		const problems = findSignalProblems(
			SignalDefinition.parse({ ...loginsDown, when: 'logins <= threshold', overrides: { a: { b: 1 } } }),
		)
		expect(problems).toEqual([
			'signal logins_down_14d: threshold "from_arr" does not occur in its condition',
			'signal logins_down_14d: segment a sets "b", which is not one of its thresholds',
		])
		expect(findSignalProblems(SignalDefinition.parse({ ...loginsDown, when: 'logins <=' }))[0]).toMatch(
			/^signal logins_down_14d: expected .* \(character 10 of: logins <=\)$/,
		)
		const twice = SignalDefinition.parse({ ...loginsDown })
		expect(compileSignals([twice, twice], { loadedSources: new Set(), healthSignature: '' })).toMatchObject({
			ok: false,
		})
	})
})
