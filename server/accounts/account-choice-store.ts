import { checkCondition } from '../../core/conditions/check-condition.ts'
import type { ConditionCatalogue } from '../../core/conditions/condition-catalogue.ts'
import { parseCondition } from '../../core/conditions/parse-condition.ts'
import type { Condition } from '../../core/model/condition.ts'
import type { Asker } from '../http/mount.ts'
import { InputProblem } from '../http/problem-details.ts'
import type { AccountChoice, AccountList, ChosenAccounts } from './account-list-store.ts'

/** Parts of a query that choose accounts. */
export interface ChoiceQuery {
	filter?: string | undefined
	search?: string | undefined
	owner?: string | undefined
	include: 'customers' | 'all'
}

/** What a query chooses, within what the asker may see. Throws `InputProblem` where its condition is wrong. */
export function choiceOf(query: ChoiceQuery, asker: Asker, catalogue: ConditionCatalogue): AccountChoice {
	return {
		condition: query.filter?.trim() ? getCheckedCondition(query.filter, catalogue) : null,
		search: query.search?.trim() || null,
		ownerEmail: ownerOf(query.owner, asker),
		customersOnly: query.include === 'customers',
	}
}

/** `me`, an address or `none`. Who may see only their own gets only their own, whoever is asked for. */
function ownerOf(owner: string | undefined, asker: Asker): string | null | undefined {
	const { email } = asker.actor
	const asked = owner === 'me' ? email : owner === 'none' ? null : owner
	if (asker.may({ ownerEmail: null }, 'accounts.read')) return asked
	// Nobody has an empty address: what is asked for is not theirs.
	return asked === undefined || asked?.toLowerCase() === email.toLowerCase() ? email : ''
}

function getCheckedCondition(text: string, catalogue: ConditionCatalogue): Condition {
	const parsed = parseCondition(text)
	const problems = parsed.ok ? checkCondition(parsed.condition, catalogue, parsed.places) : [parsed.problem]
	if (parsed.ok && problems.length === 0) return parsed.condition
	throw new InputProblem(
		problems.map(({ message, at }) => ({ at: 'query.filter', message: `${message} (character ${at + 1})` })),
	)
}

/** The accounts of the list that a query chooses, within what the asker may see. */
export function chooseAccounts(list: AccountList, query: ChoiceQuery, asker: Asker): Promise<ChosenAccounts> {
	return list.choose(choiceOf(query, asker, list.catalogue))
}
