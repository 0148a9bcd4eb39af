import { hash } from 'node:crypto'
import { accountOfRow, type CutFact, type CutRules, cutRow, externalIdOf } from '../../core/facts/cut-row.ts'
import { type PartRule, partRules } from '../../core/facts/part-rules.ts'
import type { FactValue } from '../../core/model/fact.ts'
import type { FactImportKind, RowValues } from '../../core/model/import-kind.ts'
import type { CutPart } from './merge-rows.ts'
import { storedIdOf } from './repeated-rows.ts'

/** A checked row, cut by its dates, before its account is known by number. */
export interface CutFileRow {
	/** The source's id of the account. */
	account: string
	externalId: string
	parts: CutPart[]
	emptyParts: string[]
}

/** Cuts a row and hashes what it says, so that it can be compared with what is stored. */
export function cutParts(
	kind: FactImportKind,
	values: RowValues,
	rules: CutRules,
	collided: ReadonlySet<string>,
): CutFileRow {
	const account = accountOfRow(kind, values)
	const facts = cutRow(kind, values, rules)
	const given = new Set(facts.map(fact => fact.part))
	return {
		account,
		externalId: storedIdOf(externalIdOf(kind, values), account, collided),
		parts: facts.map(fact => toPart(kind, fact, account, values)),
		emptyParts: partRules[kind]
			.filter(rule => !given.has(rule.part) && columnsOf(rule, values).some(column => column in values))
			.map(rule => rule.part),
	}
}

function toPart(kind: FactImportKind, fact: CutFact, account: string, values: RowValues): CutPart {
	const rule = partRules[kind].find(item => item.part === fact.part)
	const isDated = rule !== undefined && rule.dated !== 'load' && columnsOf(rule, values).some(c => values[c])
	const bodyText = JSON.stringify(fact.body, inFixedOrder)
	const said = [account, isDated ? fact.occurredOn : null, fact.occurredAtMs ?? null, values.known_at ?? null]
	return {
		part: fact.part,
		isDated,
		occurredOn: fact.occurredOn,
		occurredAtMs: fact.occurredAtMs,
		knownOn: fact.knownOn,
		contentHash: hash('sha256', `${JSON.stringify(said)}${bodyText}`).slice(0, hashDigits),
		bodyText,
	}
}

/** 128 bits. */
const hashDigits = 32

function columnsOf(rule: PartRule, values: RowValues): readonly string[] {
	return rule.dated === 'load' ? rule.columns : rule.dated(values)
}

/** Columns come in the order of the rules or of the file; what is said does not depend on it. */
function inFixedOrder(_: string, value: FactValue): FactValue {
	if (value === null || typeof value !== 'object') return value
	return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
}
