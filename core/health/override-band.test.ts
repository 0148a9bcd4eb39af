import { describe, expect, it } from 'vitest'
import { getHealthPreset } from '../catalog/health-presets.ts'
import type { HealthOverride } from '../model/health-override.ts'
import { getDay } from '../time/day.ts'
import { makeOverride, overrideBand } from './override-band.ts'
import { scoreHealth } from './score-health.ts'

const model = getHealthPreset('classic')
const today = getDay('2026-03-01')
const request = { band: 'at_risk', reason: 'Sponsor resigned', startsOn: today, setBy: 'ana@example.com' }
const healthy = scoreHealth(model, [{ value: 5 }, { value: 0.75 }, { value: 0 }, { value: 5 }])

function made(changes: Partial<HealthOverride> = {}): HealthOverride {
	const result = makeOverride({ ...request, ...changes }, model, today)
	if (!result.ok) throw new Error(result.problem)
	return result.override
}

describe('makeOverride', () => {
	it('ends after 30 days by itself', () => {
		expect(made()).toEqual({ ...request, endsOn: getDay('2026-03-31') })
	})
	it.each([
		['no reason', { reason: '  ' }, 'expected a reason'],
		['an end on the start', { endsOn: today }, 'expected an end date after the start date'],
		['an end before the start', { endsOn: today - 1 }, 'expected an end date after the start date'],
		[
			'a start in the past',
			{ startsOn: today - 1 },
			'expected a start on 2026-03-01 or later, got 2026-02-28',
		],
		[
			'a band of another model',
			{ band: 'red' },
			'expected a band of the model "classic" (healthy, stable, at_risk, critical), got "red"',
		],
		['the band unknown', { band: 'unknown' }, 'expected a band'],
	])('refuses %s', (_, changes, problem) => {
		const result = makeOverride({ ...request, ...changes }, model, today)
		expect(result.ok ? '' : result.problem).toContain(problem)
	})
})

describe('overrideBand', () => {
	it('moves the band, its level and risk, and shows the computed one beside it', () => {
		expect(healthy).toMatchObject({ score: 100, band: 'healthy' })
		expect(overrideBand(healthy, model, [made()], today)).toEqual({
			band: 'at_risk',
			level: 'watch',
			risk: 'high',
			computedBand: 'healthy',
			override: made(),
			lapsed: null,
		})
		expect(healthy.score).toBe(100)
	})

	it.each([
		[today - 1, 'healthy', null],
		[today, 'at_risk', null],
		[today + 29, 'at_risk', null],
		[today + 30, 'healthy', 'ended'],
		[today + 31, 'healthy', null],
	])('on day %d the band is %s (lapsed: %s)', (day, band, because) => {
		const inForce = overrideBand(healthy, model, [made()], day)
		expect(inForce.band).toBe(band)
		expect(inForce.lapsed?.because ?? null).toBe(because)
	})

	it('takes the override set last', () => {
		const overrides = [made(), made({ band: 'critical', endsOn: today + 2 })]
		expect(overrideBand(healthy, model, overrides, today).band).toBe('critical')
		expect(overrideBand(healthy, model, overrides, today + 2).band).toBe('at_risk')
	})

	it('lapses where the model no longer has the band', () => {
		const other = getHealthPreset('scale-up')
		const computed = scoreHealth(other, [])
		expect(overrideBand(computed, other, [made()], today)).toMatchObject({
			band: 'unknown',
			level: null,
			override: null,
			lapsed: { because: 'no such band' },
		})
	})

	it('can stand for an account without a score', () => {
		const none = scoreHealth(model, [])
		expect(overrideBand(none, model, [made()], today)).toMatchObject({
			band: 'at_risk',
			computedBand: 'unknown',
		})
	})
})
