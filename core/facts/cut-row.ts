import type { FactBody, FactKind } from '../model/fact.ts'
import {
	attributesColumn,
	type FactImportKind,
	getImportKind,
	type RowValue,
	type RowValues,
} from '../model/import-kind.ts'
import { type Day, getDay } from '../time/day.ts'
import { localDayOf } from '../time/zone.ts'
import { type PartRule, partRules } from './part-rules.ts'

/** A fact as one load brings it: without a version, which depends on what is stored already. */
export interface CutFact {
	kind: FactKind
	part: string
	externalId: string
	occurredOn: Day
	/** Milliseconds since 1970-01-01 UTC, for parts that the file dates by an instant. */
	occurredAtMs?: number
	/** When it could be known if this is its first version. A correction is known on the day of its load. */
	knownOn: Day
	body: FactBody
}

export interface CutRules {
	loadDay: Day
	/** Facts that occurred before this day are history: known when they occurred. */
	liveFrom: Day
	/** IANA zone whose calendar turns instants into days. */
	zone: string
}

/** The id of the account that a checked row is about. */
export function accountOfRow(kind: FactImportKind, values: RowValues): string {
	return textOf(values[kind === 'accounts' ? 'id' : 'account_id']) ?? ''
}

/** What identifies the row within its source and kind: its id, or its key columns joined by `|`. */
export function externalIdOf(kind: FactImportKind, values: RowValues): string {
	const { key } = getImportKind(kind)
	return key.map(column => textOf(values[column]) ?? '').join('|')
}

/**
 * Cuts a checked row into facts by its dates (the table of `core/model/fact.ts`), so that nothing which happened
 * later stands in a fact that occurred earlier. A part whose date the row does not have is not made.
 */
export function cutRow(kind: FactImportKind, values: RowValues, rules: CutRules): CutFact[] {
	const { factKind } = getImportKind(kind)
	if (!factKind) return []
	const externalId = externalIdOf(kind, values)
	return partRules[kind].flatMap(rule => {
		if (rule.when && !rule.when(values)) return []
		const occurred = occurrenceOf(rule, values, rules)
		if (!occurred) return []
		const body = bodyOf(rule, values)
		if (rule.dated === 'load' && Object.keys(body).length === 0) return []
		return [{ kind: factKind, part: rule.part, externalId, ...occurred, body }]
	})
}

function occurrenceOf(
	rule: PartRule,
	values: RowValues,
	rules: CutRules,
): Pick<CutFact, 'occurredOn' | 'occurredAtMs' | 'knownOn'> | undefined {
	if (rule.dated === 'load') return { occurredOn: rules.loadDay, knownOn: rules.loadDay }
	const dates = rule.dated(values).map(column => momentOf(values[column], rules.zone))
	const known = dates.filter(date => date !== undefined)
	const earliest = known.sort((one, other) => one.day - other.day)[0]
	const moment = earliest ?? (rule.undated === 'load' ? { day: rules.loadDay } : undefined)
	if (!moment) return undefined
	const occurredOn = moment.day
	const knownOn = knownDayOf(rule, values, rules, occurredOn)
	return moment.atMs === undefined
		? { occurredOn, knownOn }
		: { occurredOn, occurredAtMs: moment.atMs, knownOn }
}

function knownDayOf(rule: PartRule, values: RowValues, rules: CutRules, occurredOn: Day): Day {
	for (const column of rule.knownFrom ?? []) {
		const said = momentOf(values[column], rules.zone)
		if (said) return rule.neverBefore ? Math.max(said.day, occurredOn) : said.day
	}
	return occurredOn < rules.liveFrom ? occurredOn : Math.max(occurredOn, rules.loadDay)
}

function bodyOf(rule: PartRule, values: RowValues): FactBody {
	const body: FactBody = {}
	for (const column of rule.columns) {
		const value = values[column]
		if (value === undefined || value === null) continue
		if (column === attributesColumn && Object.keys(value).length === 0) continue
		body[column] = value
	}
	return body
}

function momentOf(value: RowValue | undefined, zone: string): { day: Day; atMs?: number } | undefined {
	if (typeof value !== 'string') return undefined
	if (value.length === 10) return { day: getDay(value) }
	const atMs = Date.parse(value)
	// Asking the time-zone database takes longer than all else that is done with a row.
	return { day: zone === 'UTC' ? Math.floor(atMs / 86_400_000) : localDayOf(atMs, zone), atMs }
}

function textOf(value: RowValue | undefined): string | undefined {
	return typeof value === 'string' ? value : undefined
}
