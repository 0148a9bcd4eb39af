import { attributePrefix } from '../model/condition.ts'
import { bandLevels, risks } from '../model/health-model.ts'
import type { MetricUnit } from '../model/metric-definition.ts'

/**
 * `flag`: a metric that is 1 or 0 and may stand alone, be compared with a number, or with true and false.
 * `attribute`: text, number or date, as the company's own columns may hold any.
 */
export type ConditionType = 'number' | 'text' | 'boolean' | 'day' | 'flag' | 'attribute'

/** What is known of a name that a condition may use. */
export interface NamedValue {
	type: ConditionType
	/** The only texts it can have (segments, stages, bands): anything else is a mistake. */
	choices?: readonly string[]
}

/** Names → what they are. Attributes need not be listed: every `attributes.<name>` is one. */
export type ConditionCatalogue = ReadonlyMap<string, NamedValue>

/** Fields of an account that a condition can use beside its metrics. */
export const accountFields: ConditionCatalogue = new Map<string, NamedValue>([
	['id', { type: 'text' }],
	['name', { type: 'text' }],
	['domain', { type: 'text' }],
	['industry', { type: 'text' }],
	['employees', { type: 'number' }],
	['region', { type: 'text' }],
	['country', { type: 'text' }],
	['tier', { type: 'text' }],
	['channel', { type: 'text' }],
	['parent_id', { type: 'text' }],
	['owner_email', { type: 'text' }],
	['executive_sponsor_email', { type: 'text' }],
	['created_on', { type: 'day' }],
])

/**
 * Where a condition stands decides what is computed by then: segment, then stage, then the health model is chosen,
 * then the score with its band, then signals and all that follows.
 */
export type ConditionPlaceKind = 'segment' | 'stage' | 'health model' | 'after the score'

export interface CatalogueParts {
	metrics: Iterable<{ id: string; unit?: MetricUnit }>
	segments: readonly string[]
	stages: readonly string[]
	bands: readonly string[]
	/** Further values that exist once the score does (`score_change_14d`, thresholds of a signal). */
	further?: Readonly<Record<string, ConditionType>>
}

const derivedNames = ['segment', 'stage', 'score', 'coverage', 'band', 'level', 'risk'] as const

/** The names that a condition at this place can use, with their types. */
export function conditionCatalogue(place: ConditionPlaceKind, parts: CatalogueParts): ConditionCatalogue {
	const catalogue = new Map<string, NamedValue>(accountFields)
	for (const { id, unit } of parts.metrics) catalogue.set(id, { type: unit === 'flag' ? 'flag' : 'number' })
	if (place === 'segment') return catalogue
	catalogue.set('segment', { type: 'text', choices: parts.segments })
	if (place === 'stage') return catalogue
	catalogue.set('stage', { type: 'text', choices: parts.stages })
	if (place === 'health model') return catalogue
	catalogue.set('score', { type: 'number' })
	catalogue.set('coverage', { type: 'number' })
	catalogue.set('band', { type: 'text', choices: parts.bands })
	catalogue.set('level', { type: 'text', choices: bandLevels })
	catalogue.set('risk', { type: 'text', choices: risks })
	for (const [name, type] of Object.entries(parts.further ?? {})) catalogue.set(name, { type })
	return catalogue
}

/** Whether the name is one that only exists later in the day than where it was used. */
export function isDerivedName(name: string): boolean {
	return derivedNames.some(derived => derived === name)
}

export function findNamedValue(catalogue: ConditionCatalogue, name: string): NamedValue | undefined {
	return catalogue.get(name) ?? (name.startsWith(attributePrefix) ? { type: 'attribute' } : undefined)
}
