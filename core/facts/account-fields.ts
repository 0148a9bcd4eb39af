import { editedPart } from '../model/account-edit.ts'
import type { AccountHistory } from '../model/account-history.ts'
import { type Fact, type FactValue, holdsAsOf } from '../model/fact.ts'
import type { Day } from '../time/day.ts'

/** The attributes that hold for history too, because they hardly ever change; a model may name others. */
export const defaultFixedFields = ['industry', 'country', 'region', 'channel', 'created_on'] as const

/** Attribute values of an account by column; custom ones as `attributes.<name>`. Absent: unknown. */
export type AccountFields = Record<string, string | number | boolean>

/**
 * The attributes of an account as of the end of `day`. An attribute has no date of its own, so it holds from the
 * load that brought it. Before the first load it is unknown, but for the name, the `fixedFields`, and the owner,
 * whose first known value stands for history. What a person set wins over every source from that day on.
 */
export function accountFieldsAsOf(
	history: AccountHistory,
	day: Day,
	fixedFields: readonly string[] = defaultFixedFields,
): AccountFields {
	const ofAccount = history.facts.filter(fact => fact.kind === 'account' && fact.body !== null)
	const edited = ofAccount.filter(fact => fact.part === editedPart)
	const sourced = edited.length === 0 ? ofAccount : ofAccount.filter(fact => fact.part !== editedPart)
	const fields = sourcedFields(history.name, sourced, day, fixedFields)
	for (const fact of edited) if (holdsAsOf(fact, day)) setField(fields, fact)
	return fields
}

function sourcedFields(
	name: string,
	all: readonly Fact[],
	day: Day,
	fixedFields: readonly string[],
): AccountFields {
	const fields: AccountFields = { name }
	const held = all.filter(fact => holdsAsOf(fact, day))
	if (held.length > 0) {
		for (const fact of held) addFields(fields, fact)
		return fields
	}
	const first = all[0]
	if (!first) return fields
	const known: AccountFields = {}
	addFields(known, first)
	for (const field of ['name', 'owner_email', ...fixedFields]) {
		const value = known[field]
		if (value !== undefined) fields[field] = value
	}
	return fields
}

/** A field that was set to nothing is unknown, whatever a source says. */
function setField(fields: AccountFields, { externalId, body }: Fact): void {
	const value = body?.[externalId]
	if (value === null || value === undefined) delete fields[externalId]
	else if (typeof value !== 'object') fields[externalId] = value
}

function addFields(fields: AccountFields, fact: Fact): void {
	for (const [column, value] of Object.entries(fact.body ?? {})) addField(fields, column, value)
}

function addField(fields: AccountFields, column: string, value: FactValue): void {
	if (value === null) return
	if (typeof value !== 'object') fields[column] = value
	else for (const [name, inner] of Object.entries(value)) addField(fields, `${column}.${name}`, inner)
}
