import type { FactKind } from './fact.ts'

/**
 * What a value of a column has to be, and how it is kept once read:
 *
 * | type | accepted | kept as |
 * |---|---|---|
 * | id | text of at most 250 characters | text |
 * | account | id of an account | the same with accents composed (NFC), so that one account has one spelling |
 * | text | any text | text |
 * | email | something@something | text in lower case |
 * | day | `2025-01-31` | the same text |
 * | instant | ISO 8601; without a zone in the workspace's | `2025-01-31T09:30:00.000Z` |
 * | decimal | digits with at most one point; amounts, rates, quantities | exact decimal text |
 * | number | the same, for measures that are no money | number |
 * | integer | digits | number |
 * | boolean | true false 1 0 yes no t f, in any case | boolean |
 * | currency | a code of ISO 4217, in any case | text in capitals |
 * | choice | one of `choices`, in any case | the choice's own spelling |
 */
export type ColumnType =
	| 'id'
	| 'account'
	| 'text'
	| 'email'
	| 'day'
	| 'instant'
	| 'decimal'
	| 'number'
	| 'integer'
	| 'boolean'
	| 'currency'
	| 'choice'

export interface ImportColumn {
	name: string
	type: ColumnType
	/** A row without a value here is rejected, a file without the column refused. */
	required: boolean
	/** Of `text`: at most so many characters, where it is looked up or grouped by. */
	longest?: number
	/** Of `choice`: the values in the spelling that is kept. */
	choices?: readonly string[]
	minimum?: number
	maximum?: number
	/** Values at the minimum itself are rejected too. */
	aboveMinimum?: boolean
}

/** One value of a row after it was checked; null where the file had nothing. The object holds custom attributes. */
export type RowValue = string | number | boolean | null | Record<string, string>
/** A row of a file, keyed by our column names. Columns that the file does not have are absent. */
export type RowValues = Record<string, RowValue>

export const importKindNames = [
	'accounts',
	'contacts',
	'subscriptions',
	'invoices',
	'usage',
	'usage_daily',
	'tickets',
	'engagements',
	'surveys',
	'milestones',
	'goals',
	'renewals',
	'cancellations',
	'team',
	'opportunities',
	'fx_rates',
] as const
export type ImportKindName = (typeof importKindNames)[number]
/** Kinds whose rows are cut into facts (`core/facts/cut-row.ts`). */
export type FactImportKind = Exclude<ImportKindName, 'usage' | 'usage_daily' | 'team' | 'fx_rates'>

/** One kind of file: its columns, what a row is identified by, what becomes of columns that it does not know. */
export interface ImportKind {
	name: ImportKindName
	/** null: its rows are no account's facts, or are rolled up (usage). */
	factKind: FactKind | null
	columns: readonly ImportColumn[]
	/** Columns that identify a row within its source. Empty: all values, numbered where they repeat. */
	key: readonly string[]
	otherColumns: 'attributes' | 'properties' | 'ignored'
}

type Limits = Omit<ImportColumn, 'name' | 'type' | 'required'>

function must(name: string, type: ColumnType, limits: Limits = {}): ImportColumn {
	return { name, type, required: true, ...limits }
}
function may(name: string, type: ColumnType = 'text', limits: Limits = {}): ImportColumn {
	return { name, type, required: false, ...limits }
}
function oneOf(...choices: string[]): Limits {
	return { choices }
}
const notNegative: Limits = { minimum: 0 }
/** As long as an entry of an index can be, whatever the script. */
const short: Limits = { longest: 500 }

function kind(
	name: ImportKindName,
	factKind: FactKind | null,
	key: string[],
	columns: ImportColumn[],
	otherColumns: ImportKind['otherColumns'] = 'ignored',
): ImportKind {
	return { name, factKind, columns, key, otherColumns }
}

/** Name of the value that holds an account's custom attributes: every column of its file that has no meaning of its own. */
export const attributesColumn = 'attributes'

/** Every kind of file with its columns: the import contract as data. */
export const importKinds: readonly ImportKind[] = [
	kind(
		'accounts',
		'account',
		['id'],
		[
			must('id', 'account'),
			must('name', 'text', short),
			may('domain', 'text', short),
			may('industry', 'text', short),
			may('employees', 'integer', notNegative),
			may('region', 'text', short),
			may('country', 'text', short),
			may('tier', 'text', short),
			may('channel', 'text', short),
			may('parent_id', 'account'),
			may('owner_email', 'email'),
			may('executive_sponsor_email', 'email'),
			may('created_on', 'day'),
		],
		'attributes',
	),
	kind(
		'contacts',
		'contact',
		['id'],
		[
			must('id', 'id'),
			must('account_id', 'account'),
			may('name', 'text', short),
			may('email', 'email'),
			may('role', 'text', short),
			may('title', 'text', short),
			may('last_contacted_on', 'day'),
			may('left_on', 'day'),
		],
	),
	kind(
		'subscriptions',
		'subscription',
		['id', 'started_on'],
		[
			must('id', 'id'),
			must('account_id', 'account'),
			must('product', 'id'),
			may('plan'),
			may('quantity', 'decimal', notNegative),
			must('unit_price', 'decimal', notNegative),
			must('currency', 'currency'),
			must('billing_interval', 'choice', oneOf('day', 'week', 'month', 'quarter', 'year')),
			may('interval_count', 'integer', { minimum: 1 }),
			may('quantity_unit', 'choice', oneOf('seats', 'other')),
			may('discount_percent', 'decimal', { minimum: 0, maximum: 100 }),
			must('started_on', 'day'),
			may('signed_on', 'day'),
			may('term_ends_on', 'day'),
			may('ended_on', 'day'),
			may('status', 'choice', oneOf('trialing', 'active', 'past_due', 'unpaid', 'paused', 'cancelled')),
			may('trial_ends_on', 'day'),
			may('auto_renews', 'boolean'),
			may('notice_days', 'integer', notNegative),
			may('known_at', 'instant'),
		],
	),
	kind(
		'invoices',
		'invoice',
		['id'],
		[
			must('id', 'id'),
			must('account_id', 'account'),
			must('amount', 'decimal'),
			must('currency', 'currency'),
			must('issued_on', 'day'),
			may('due_on', 'day'),
			may('paid_on', 'day'),
			may('status'),
		],
	),
	kind(
		'usage',
		null,
		[],
		[
			must('account_id', 'account'),
			must('event', 'id'),
			must('occurred_at', 'instant'),
			may('user_id', 'id'),
			may('id', 'id'),
			may('count', 'decimal', notNegative),
		],
		'properties',
	),
	kind(
		'usage_daily',
		null,
		['account_id', 'day', 'event'],
		[
			must('account_id', 'account'),
			must('day', 'day'),
			must('event', 'id'),
			must('count', 'decimal', notNegative),
			may('users', 'integer', notNegative),
		],
	),
	kind(
		'tickets',
		'ticket',
		['id'],
		[
			must('id', 'id'),
			must('account_id', 'account'),
			must('opened_at', 'instant'),
			may('resolved_at', 'instant'),
			may('severity', 'choice', oneOf('low', 'normal', 'high', 'critical')),
			may('escalated', 'boolean'),
			may('contact_id', 'id'),
			may('subject'),
			may('body'),
			may('tone'),
			may('satisfaction', 'number'),
		],
	),
	kind(
		'engagements',
		'engagement',
		['id'],
		[
			must('id', 'id'),
			must('account_id', 'account'),
			must('kind', 'choice', oneOf('meeting', 'email', 'call', 'review', 'training', 'request')),
			must('occurred_at', 'instant'),
			may('contact_id', 'id'),
			may('attended', 'boolean'),
			may('sentiment'),
			may('notes'),
		],
	),
	kind(
		'surveys',
		'survey',
		['id'],
		[
			must('id', 'id'),
			must('account_id', 'account'),
			must('kind', 'choice', oneOf('nps', 'csat', 'ces', 'churn')),
			must('responded_at', 'instant'),
			may('score', 'number'),
			may('comment'),
			may('contact_id', 'id'),
		],
	),
	kind(
		'milestones',
		'milestone',
		['account_id', 'milestone'],
		[must('account_id', 'account'), must('milestone', 'id'), must('reached_on', 'day')],
	),
	kind(
		'goals',
		'goal',
		['account_id', 'goal', 'measured_on'],
		[
			may('id', 'id'),
			must('account_id', 'account'),
			must('goal', 'id'),
			may('target', 'number'),
			may('progress', 'number'),
			may('measured_on', 'day'),
		],
	),
	kind(
		'renewals',
		'renewal',
		['id'],
		[
			must('id', 'id'),
			must('account_id', 'account'),
			may('subscription_id', 'id'),
			must('renewal_on', 'day'),
			may('target_amount', 'decimal'),
			may('currency', 'currency'),
			may('outcome', 'choice', oneOf('renewed', 'churned', 'open')),
			may('final_amount', 'decimal'),
			may('closed_on', 'day'),
			may('reason'),
			may('competitor'),
		],
	),
	kind(
		'cancellations',
		'cancellation',
		['id'],
		[
			must('id', 'id'),
			must('account_id', 'account'),
			must('effective_on', 'day'),
			may('notified_on', 'day'),
			may('reason'),
			may('competitor'),
			may('amount', 'decimal'),
			may('note'),
		],
	),
	kind(
		'team',
		null,
		['email'],
		[
			must('email', 'email'),
			must('name', 'text'),
			may('role', 'choice', oneOf('admin', 'ops', 'manager', 'csm', 'viewer')),
			may('manager_email', 'email'),
			may('region'),
			may('segments'),
		],
	),
	kind(
		'opportunities',
		'opportunity',
		['id'],
		[
			must('id', 'id'),
			must('account_id', 'account'),
			must('kind', 'choice', oneOf('seats', 'product', 'price')),
			must('amount', 'decimal'),
			must('currency', 'currency'),
			may('stage', 'choice', oneOf('open', 'won', 'lost')),
			may('stage_label'),
			may('source', 'choice', oneOf('cs', 'sales')),
			must('created_on', 'day'),
			may('closed_on', 'day'),
		],
	),
	kind(
		'fx_rates',
		null,
		['currency', 'day'],
		[
			must('currency', 'currency'),
			must('day', 'day'),
			must('rate', 'decimal', { minimum: 0, aboveMinimum: true }),
		],
	),
]

const byName = new Map<string, ImportKind>(importKinds.map(item => [item.name, item]))

export function findImportKind(name: string): ImportKind | undefined {
	return byName.get(name)
}

export function getImportKind(name: ImportKindName): ImportKind {
	const found = byName.get(name)
	if (!found) throw new Error(`no import kind ${name}`)
	return found
}

/** Whether rows of the kind are cut into facts; team, exchange rates and usage are not. */
export function isFactImportKind(name: ImportKindName): name is FactImportKind {
	return getImportKind(name).factKind !== null
}
