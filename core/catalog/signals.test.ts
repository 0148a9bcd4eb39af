import { describe, expect, it } from 'vitest'
import { checkCondition } from '../conditions/check-condition.ts'
import { conditionCatalogue } from '../conditions/condition-catalogue.ts'
import { RenewalStep } from '../model/renewal.ts'
import { SignalDefinition, signalKinds } from '../model/signal.ts'
import { compileSignals } from '../signals/compile-signal.ts'
import { derivedSignalNames } from '../signals/derived-values.ts'
import { findUnknownPlaceholders } from '../tasks/write-reason.ts'
import { shippedMetrics } from './metrics.ts'
import { renewalSteps } from './renewal-steps.ts'
import { shippedSignals } from './signals.ts'

const signals = shippedSignals.map(signal => SignalDefinition.parse(signal))
const names = new Set([
	...shippedMetrics.map(metric => metric.id),
	...Object.keys(derivedSignalNames),
	...['score', 'level'],
])

function compile() {
	const compiled = compileSignals(signals, { loadedSources: new Set(), healthSignature: '' })
	if (!compiled.ok) throw new Error(compiled.problems.join('\n'))
	return compiled.signals
}

describe('shipped signals', () => {
	it('cover every kind', () => {
		expect([...new Set(signals.map(signal => signal.kind))].sort()).toEqual([...signalKinds].sort())
		expect(new Set(signals.map(signal => signal.id)).size).toBe(signals.length)
	})

	it('ask only for metrics that exist and values that are derived', () => {
		const asked = compile().flatMap(signal => [...signal.names, signal.definition.metric])
		expect(asked.filter(name => !names.has(name))).toEqual([])
		expect(new Set(asked).size).toBeGreaterThan(20)
	})

	it('are conditions of the right types', () => {
		const catalogue = conditionCatalogue('after the score', {
			metrics: [
				...shippedMetrics.map(({ id }) => ({ id })),
				...Object.entries(derivedSignalNames).map(([id, type]) => ({ id, type })),
			],
			segments: [],
			stages: [],
			bands: [],
		})
		for (const { usual } of compile()) expect(checkCondition(usual.condition, catalogue)).toEqual([])
	})

	it('have reasons that can be written and name only signals that exist', () => {
		const ids = new Set(signals.map(signal => signal.id))
		for (const signal of signals) {
			expect(findUnknownPlaceholders(signal.reason)).toEqual([])
			expect(signal.weakerThan.filter(id => !ids.has(id) || id === signal.id)).toEqual([])
		}
	})

	it.each([
		['logins_down_28d', 'logins_change_28d <= threshold', -0.3],
		['logins_down_14d', 'logins_change_14d <= threshold', -0.4],
		['no_activity', 'days_since_activity >= threshold', 14],
		['no_contact', 'days_since_contact >= threshold', 60],
		['tickets_up', 'tickets_vs_norm_28d >= threshold', 2],
		['critical_ticket_open', 'oldest_critical_open_days >= threshold', 7],
		['payment_late', 'days_payment_late > threshold', 15],
		['score_fell', 'score_change_14d <= threshold', -10],
		['seats_nearly_full', 'seats_used_share >= threshold', 0.9],
		['usage_up', 'usage_change_28d >= threshold', 0.25],
		['healthy_held', 'healthy_for_days >= threshold', 90],
	])('%s is %s with %d', (id, when, threshold) => {
		const signal = signals.find(definition => definition.id === id)
		expect(signal?.when).toBe(when)
		expect(signal?.thresholds.threshold).toBe(threshold)
		expect(signal?.endsAfterDays).toBe(7)
	})
})

describe('shipped renewal steps', () => {
	it('are at 120, 90, 60, 30 and 0 days', () => {
		expect(renewalSteps.map(step => RenewalStep.parse(step).daysBefore)).toEqual([120, 90, 60, 30, 0])
	})
})
