import { checkCondition } from '../conditions/check-condition.ts'
import type { ConditionCatalogue } from '../conditions/condition-catalogue.ts'
import { parseCondition } from '../conditions/parse-condition.ts'
import { printCondition } from '../conditions/print-condition.ts'

export type ModelPath = readonly (string | number)[]

/** What is wrong with an operating model, and where in it. */
export interface ModelProblem {
	path: ModelPath
	message: string
	/** Offset within the text at the path, for conditions. */
	at?: number
	/** The problem is the last key of the path itself, not its value. */
	isAboutKey?: boolean
}

/** What a condition's text has wrong, in itself and against the names there are. */
export function checkConditionText(
	path: ModelPath,
	text: string,
	catalogue: ConditionCatalogue,
): ModelProblem[] {
	const parsed = parseCondition(text)
	const problems = parsed.ok ? checkCondition(parsed.condition, catalogue, parsed.places) : [parsed.problem]
	return problems.map(({ message, at }) => ({ path, message: `${message} (character ${at + 1})`, at }))
}

/** Ids that occur twice, reported at the later one. */
export function checkUnique(
	path: ModelPath,
	key: string,
	ids: readonly string[],
	noun: string,
): ModelProblem[] {
	return ids.flatMap((id, index) =>
		ids.indexOf(id) < index
			? [{ path: [...path, index, key], message: `there is already a ${noun} "${id}"; ids must differ` }]
			: [],
	)
}

/** Entries of an ordered list of which the first whose condition holds takes the account. */
export interface Claim {
	id: string
	when?: string
}

/**
 * Claims that can never be reached: after one without a condition, or with the same condition as an earlier one.
 * Conditions are compared as printed, so spacing and quotes make no difference.
 */
export function checkClaims(path: ModelPath, claims: readonly Claim[], noun: string): ModelProblem[] {
	const first = new Map<string, string>()
	const problems: ModelProblem[] = []
	const defaultIndex = claims.findIndex(({ when }) => when === undefined)
	for (const [index, { id, when }] of claims.entries()) {
		const parsed = when === undefined ? undefined : parseCondition(when)
		if (parsed && !parsed.ok) continue
		const key = parsed ? printCondition(parsed.condition) : ''
		const earlier = first.get(key)
		if (earlier !== undefined) {
			const both =
				when === undefined ? 'have no condition and claim every account' : `claim the same accounts (${key})`
			problems.push({
				path: [...path, index, ...(when === undefined ? ['id'] : ['when'])],
				message: `expected each account to have one ${noun}, but "${earlier}" and "${id}" both ${both}`,
			})
		} else if (defaultIndex >= 0 && index > defaultIndex) {
			problems.push({
				path: [...path, index, 'id'],
				message: `"${id}" is never reached: "${claims[defaultIndex]?.id}" before it has no condition; put that one last`,
			})
		}
		if (earlier === undefined) first.set(key, id)
	}
	return problems
}
