import type { ClientBase, Pool } from 'pg'
import type { CallCategory } from '../../core/model/forecast.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { notMerged } from '../accounts/alias-store.ts'
import type { RenewalWord } from './outlook-store.ts'

interface ChangeRow {
	account_id: number
	renewal_day: number
	field: string
	value: string | null
	is_persons: boolean
}

interface CallRow {
	account_id: number
	renewal_day: number
	source: 'csm' | 'manager'
	category: CallCategory
	amount_minor: number | string | null
}

/** Place of a decision in a map of words. */
export function wordKey({ accountId, renewalOn }: { accountId: number; renewalOn: Day }): string {
	return `${accountId}/${renewalOn}`
}

/** The decision that `wordKey` names. */
export function keyOfWord(key: string): { accountId: number; renewalOn: Day } {
	const [accountId = 0, renewalOn = 0] = key.split('/').map(Number)
	return { accountId, renewalOn }
}

const fields = [
	'stage',
	'closedBy',
	'targetMinor',
	'forecastMinor',
	'finalMinor',
	'ownerEmail',
	'withdrawnOn',
]

/**
 * What people had said and set of every renewal by the end of a day, by `account/day`: from the history of changes and
 * of calls, so that nothing said later is in it. A field that a person gave back to the facts counts as set until facts
 * change it. Renewals that were withdrawn by then are absent.
 */
export async function readWordsAsOf(client: Pool | ClientBase, asOf: Day): Promise<Map<string, RenewalWord>> {
	const { rows: changes } = await client.query<ChangeRow>(
		`select distinct on (account_id, renewal_on, field) account_id, renewal_on - date '1970-01-01' as renewal_day,
			field, after ->> field as value,
			changed_by <> 'data' and changed_by not like 'playbook %' as is_persons
		from renewal_change cross join unnest($2::text[]) as field
		where changed_on <= $1 and after ? field and ${notMerged('renewal_change.account_id')}
		order by account_id, renewal_on, field, change_id desc`,
		[formatDay(asOf), fields],
	)
	const { rows: calls } = await client.query<CallRow>(
		`select distinct on (account_id, renewal_on, source) account_id, renewal_on - date '1970-01-01' as renewal_day,
			source, category, amount_minor
		from renewal_call where called_on <= $1 and source in ('csm', 'manager')
			and ${notMerged('renewal_call.account_id')}
		order by account_id, renewal_on, source, call_id desc`,
		[formatDay(asOf)],
	)
	const words = new Map<string, RenewalWord>()
	const wordOf = (row: { account_id: number; renewal_day: number }) => {
		const key = wordKey({ accountId: row.account_id, renewalOn: row.renewal_day })
		const word = words.get(key) ?? nothingSaid()
		words.set(key, word)
		return { key, word }
	}
	const withdrawn: string[] = []
	for (const row of changes) {
		const { key, word } = wordOf(row)
		if (row.field === 'withdrawnOn' && row.value !== null) withdrawn.push(key)
		words.set(key, withChange(word, row))
	}
	for (const row of calls) {
		const { key, word } = wordOf(row)
		words.set(key, withCall(word, row))
	}
	for (const key of withdrawn) words.delete(key)
	return words
}

function nothingSaid(): RenewalWord {
	return {
		stage: 'open',
		isStageSet: false,
		closedBy: null,
		targetMinor: null,
		forecastMinor: null,
		finalMinor: null,
		csmCategory: null,
		csmAmountMinor: null,
		managerCategory: null,
		managerAmountMinor: null,
		edited: [],
		ownerEmail: null,
	}
}

function minorOf(value: number | string | null): bigint | null {
	return value === null ? null : BigInt(value)
}

function withChange(word: RenewalWord, { field, value, is_persons: isPersons }: ChangeRow): RenewalWord {
	const edited = isPersons ? [...word.edited, field] : word.edited
	switch (field) {
		case 'stage':
			return { ...word, stage: value ?? 'open', isStageSet: isPersons, edited }
		case 'closedBy':
			return { ...word, closedBy: value === 'person' || value === 'facts' ? value : null }
		case 'targetMinor':
			return { ...word, targetMinor: minorOf(value), edited }
		case 'forecastMinor':
			return { ...word, forecastMinor: minorOf(value), edited }
		case 'finalMinor':
			return { ...word, finalMinor: minorOf(value), edited }
		case 'ownerEmail':
			return { ...word, ownerEmail: value, edited }
		default:
			return word
	}
}

function withCall(word: RenewalWord, { source, category, amount_minor: amount }: CallRow): RenewalWord {
	return source === 'csm'
		? { ...word, csmCategory: category, csmAmountMinor: minorOf(amount) }
		: { ...word, managerCategory: category, managerAmountMinor: minorOf(amount) }
}
