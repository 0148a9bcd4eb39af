import type { Band, BandLevel, HealthModel, Risk } from '../model/health-model.ts'
import { HealthOverride, overrideDefaultDays } from '../model/health-override.ts'
import { type Day, formatDay } from '../time/day.ts'
import type { HealthScore } from './score-health.ts'

export interface OverrideRequest {
	band: string
	reason: string
	startsOn: Day
	/** First day on which it no longer holds; 30 days after its start where left out. */
	endsOn?: Day
	setBy: string
}

export type OverrideResult = { ok: true; override: HealthOverride } | { ok: false; problem: string }

/** Checks what a person asks for against the account's model and the day on which they ask. */
export function makeOverride(request: OverrideRequest, model: HealthModel, today: Day): OverrideResult {
	if (!model.bands.some(band => band.id === request.band)) {
		const bands = model.bands.map(band => band.id).join(', ')
		return {
			ok: false,
			problem: `expected a band of the model "${model.id}" (${bands}), got "${request.band}"`,
		}
	}
	// An override of the past would change what was shown and acted on then.
	if (request.startsOn < today) {
		return {
			ok: false,
			problem: `expected a start on ${formatDay(today)} or later, got ${formatDay(request.startsOn)}`,
		}
	}
	const parsed = HealthOverride.safeParse({
		...request,
		endsOn: request.endsOn ?? request.startsOn + overrideDefaultDays,
	})
	if (parsed.success) return { ok: true, override: parsed.data }
	return { ok: false, problem: parsed.error.issues.map(issue => issue.message).join('; ') }
}

/** The band in force, the computed one beside it. */
export interface BandInForce {
	band: string
	level: BandLevel | null
	risk: Risk | null
	computedBand: string
	/** The override that decided; null where the computed band stands. */
	override: HealthOverride | null
	/** An override that ended by itself on this very day, or whose band the model no longer has: to be said. */
	lapsed: { override: HealthOverride; because: 'ended' | 'no such band' } | null
}

function findOwnBand(model: HealthModel, id: string): Band | undefined {
	return model.bands.find(band => band.id === id)
}

/**
 * The band of an account on a day: the override that holds (the one set last, where several do), else the computed
 * one. Score, coverage and points stay as they are.
 *
 * @param overrides all of the account, in the order in which they were set
 */
export function overrideBand(
	health: HealthScore,
	model: HealthModel,
	overrides: readonly HealthOverride[],
	day: Day,
): BandInForce {
	const holding = overrides.findLast(({ startsOn, endsOn }) => startsOn <= day && day < endsOn)
	const band = holding && findOwnBand(model, holding.band)
	const computed = { band: health.band, level: health.level, risk: health.risk }
	if (holding && band) {
		const { id, level, risk } = band
		return { band: id, level, risk, computedBand: health.band, override: holding, lapsed: null }
	}
	if (holding) {
		const lapsed = { override: holding, because: 'no such band' as const }
		return { ...computed, computedBand: health.band, override: null, lapsed }
	}
	const ended = overrides.findLast(({ endsOn }) => endsOn === day)
	const lapsed = ended ? { override: ended, because: 'ended' as const } : null
	return { ...computed, computedBand: health.band, override: null, lapsed }
}
