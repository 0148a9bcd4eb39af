import { attributesColumn, type FactImportKind, getImportKind, type RowValues } from '../model/import-kind.ts'

/** How one part of a row becomes a fact. */
export interface PartRule {
	part: string
	/** `load`: holds from the load that brought it. Else the columns that may date it, of which the earliest does. */
	dated: 'load' | ((values: RowValues) => string[])
	/** What becomes of it where none of those columns has a date: no fact, or a fact of the day of the load. */
	undated?: 'load'
	/** Whether the part is in the row at all. */
	when?: (values: RowValues) => boolean
	/** Columns in which the source itself says when it was known, first with a value wins over the general rule. */
	knownFrom?: readonly string[]
	/** The source's word is about the row as a whole, which may be older than this part: not known before it occurs. */
	neverBefore?: boolean
	columns: readonly string[]
}

function on(...columns: string[]): (values: RowValues) => string[] {
	return () => columns
}

/** Columns of the kind but for those, and never the account, which the fact carries itself. */
function allBut(kind: FactImportKind, ...without: string[]): string[] {
	return getImportKind(kind)
		.columns.map(column => column.name)
		.filter(name => name !== 'account_id' && !without.includes(name))
}

function isDecided(values: RowValues): boolean {
	return typeof values.outcome === 'string' && values.outcome !== 'open'
}

function isClosedStage(values: RowValues): boolean {
	return values.stage !== 'open'
}

/** The parts of each kind. A column that can change later without a date of its own stands in a part of the load. */
export const partRules: Record<FactImportKind, readonly PartRule[]> = {
	accounts: [{ part: 'attributes', dated: 'load', columns: [...allBut('accounts', 'id'), attributesColumn] }],
	contacts: [
		{ part: 'profile', dated: 'load', columns: ['name', 'email', 'role', 'title'] },
		{ part: 'touched', dated: on('last_contacted_on'), columns: ['last_contacted_on'] },
		{ part: 'left', dated: on('left_on'), columns: ['left_on'] },
	],
	subscriptions: [
		{
			part: 'began',
			dated: on('started_on'),
			knownFrom: ['known_at', 'signed_on'],
			columns: allBut('subscriptions', 'ended_on', 'status', 'known_at'),
		},
		{
			part: 'ended',
			dated: on('ended_on'),
			knownFrom: ['known_at'],
			neverBefore: true,
			columns: ['ended_on'],
		},
		{ part: 'status', dated: 'load', columns: ['status'] },
	],
	invoices: [
		{ part: 'issued', dated: on('issued_on'), columns: allBut('invoices', 'paid_on', 'status') },
		{ part: 'paid', dated: on('paid_on'), columns: ['paid_on'] },
		{ part: 'status', dated: 'load', columns: ['status'] },
	],
	tickets: [
		{ part: 'opened', dated: on('opened_at'), columns: allBut('tickets', 'resolved_at', 'satisfaction') },
		{ part: 'resolved', dated: on('resolved_at'), columns: ['resolved_at', 'satisfaction'] },
	],
	engagements: [{ part: 'held', dated: on('occurred_at'), columns: allBut('engagements') }],
	surveys: [{ part: 'answered', dated: on('responded_at'), columns: allBut('surveys') }],
	milestones: [{ part: 'reached', dated: on('reached_on'), columns: ['milestone', 'reached_on'] }],
	goals: [{ part: 'measured', dated: on('measured_on'), undated: 'load', columns: allBut('goals') }],
	renewals: [
		{
			part: 'due',
			dated: values => (isDecided(values) ? ['renewal_on', 'closed_on'] : ['renewal_on']),
			columns: ['id', 'subscription_id', 'renewal_on', 'target_amount', 'currency'],
		},
		{
			part: 'closed',
			when: isDecided,
			dated: values => (values.closed_on ? ['closed_on'] : ['renewal_on']),
			columns: ['currency', 'outcome', 'final_amount', 'closed_on', 'reason', 'competitor'],
		},
	],
	cancellations: [
		{
			part: 'notified',
			dated: on('notified_on'),
			knownFrom: ['notified_on'],
			columns: allBut('cancellations'),
		},
		{ part: 'effective', dated: on('effective_on'), columns: allBut('cancellations', 'notified_on') },
	],
	opportunities: [
		{
			part: 'created',
			dated: on('created_on'),
			columns: ['id', 'kind', 'amount', 'currency', 'source', 'created_on'],
		},
		{
			part: 'closed',
			when: isClosedStage,
			dated: on('closed_on'),
			columns: ['kind', 'amount', 'currency', 'source', 'stage', 'closed_on'],
		},
		{ part: 'stage', dated: 'load', columns: ['stage', 'stage_label'] },
	],
}
