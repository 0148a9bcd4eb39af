import { z } from 'zod'
import { ChangedAccount } from './account-changes.ts'
import { AccountRow } from './accounts.ts'
import { contract } from './contract.ts'
import { AccountParams, DayText, Email, ExternalId, InstantText, textOf } from './values.ts'

const group = 'Account'

const attribute = textOf(200).nullable().optional()

/** What a person can set on an account. null: nothing, whatever a source says. The segment follows the model's conditions. */
const editable = {
	name: textOf(200).optional(),
	owner_email: Email.nullable().optional(),
	/** Id of a lifecycle stage of the operating model. */
	stage: z.string().min(1).max(100).optional(),
	domain: attribute,
	industry: attribute,
	region: attribute,
	country: attribute,
	tier: attribute,
	channel: attribute,
}
export const AccountEdit = z.strictObject(editable)
export type AccountEdit = z.infer<typeof AccountEdit>
export const editableFields = [
	'name',
	'owner_email',
	'stage',
	'domain',
	'industry',
	'region',
	'country',
	'tier',
	'channel',
] as const
export type EditableField = (typeof editableFields)[number]

/** What becomes of open tasks and renewals that the owner has because the account is theirs. */
const OpenWork = z.enum(['move', 'keep']).default('move')

export const changeAccount = contract({
	name: 'changeAccount',
	method: 'PATCH',
	path: '/accounts/:id',
	access: 'accounts.change',
	group,
	says: 'Set owner, lifecycle stage, name or attributes: they stay so until released, whatever is imported',
	input: {
		params: AccountParams,
		body: z.strictObject({
			...editable,
			/** What the fields were when the person looked: where one is another by now, nothing is changed. */
			expected: z
				.strictObject({
					...Object.fromEntries(
						editableFields.map(field => [field, z.string().max(320).nullable().optional()]),
					),
				})
				.optional() as z.ZodOptional<z.ZodType<Partial<Record<EditableField, string | null>>>>,
			open_work: OpenWork,
		}),
	},
	output: ChangedAccount.extend({
		/** The fields that were set, as they were before; `was_set`: by a person. */
		before: z.array(
			z.object({ field: z.enum(editableFields), value: z.string().nullable(), was_set: z.boolean() }),
		),
		tasks_moved: z.int(),
		renewals_moved: z.int(),
	}),
})

export const releaseAccountField = contract({
	name: 'releaseAccountField',
	method: 'POST',
	path: '/accounts/:id/release',
	access: 'accounts.change',
	group,
	says: 'Give a field back to the sources (the lifecycle stage to its rules)',
	input: {
		params: AccountParams,
		body: z.strictObject({ field: z.enum(editableFields), open_work: OpenWork }),
	},
	output: ChangedAccount.extend({ tasks_moved: z.int(), renewals_moved: z.int() }),
})

export const listAccountEdits = contract({
	name: 'listAccountEdits',
	method: 'GET',
	path: '/accounts/:id/edits',
	access: 'accounts.read',
	group,
	says: 'What people set on the account, each beside what the sources say',
	input: { params: AccountParams },
	output: z.object({
		items: z.array(
			z.object({
				field: z.enum(editableFields),
				value: z.string().nullable(),
				/** Of a stage: what the rules would say now. */
				source_value: z.string().nullable(),
				by: z.string(),
				at: InstantText,
			}),
		),
		/** The lifecycle stages that there are, in their order. */
		stages: z.array(z.object({ id: z.string(), name: z.string() })),
	}),
})

export const mostBulkAccounts = 500

export const changeAccounts = contract({
	name: 'changeAccounts',
	method: 'POST',
	path: '/accounts/change',
	access: 'accounts.change',
	group,
	says: 'Set owner or lifecycle stage of many accounts at once, or take such a change back',
	input: {
		body: z.strictObject({
			accounts: z
				.array(
					z.strictObject({
						id: ExternalId,
						owner_email: Email.nullable().optional(),
						stage: z.string().min(1).max(100).optional(),
						/** What the fields were when the person looked: an account of which one is another by now is refused. */
						expected: z
							.strictObject({
								owner_email: Email.nullable().optional(),
								stage: z.string().max(100).nullable().optional(),
							})
							.optional(),
						/** Fields to give back to the sources. */
						release: z
							.array(z.enum(['owner_email', 'stage']))
							.max(2)
							.optional(),
					}),
				)
				.min(1)
				.max(mostBulkAccounts),
			open_work: OpenWork,
		}),
	},
	output: z.object({
		changed: z.array(
			z.object({
				id: ExternalId,
				/** How the fields were: given back, they undo the change. */
				before: z.array(
					z.object({
						field: z.enum(['owner_email', 'stage']),
						value: z.string().nullable(),
						was_set: z.boolean(),
					}),
				),
			}),
		),
		/** Accounts that are not there, not the asker's to change, or changed by somebody else since (`changed_meanwhile`). */
		refused: z.array(z.object({ id: ExternalId, code: z.string(), message: z.string() })),
		tasks_moved: z.int(),
		renewals_moved: z.int(),
	}),
})

/** One side of two accounts that may be one. */
export const ComparedAccount = z.object({
	account: AccountRow.nullable(),
	id: ExternalId,
	name: z.string(),
	fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
	facts: z.array(z.object({ kind: z.string(), count: z.int(), last_on: DayText })),
	/** Days with usage. */
	usage_from: DayText.nullable(),
	usage_to: DayText.nullable(),
	users: z.int(),
	open_tasks: z.int(),
	open_renewals: z.int(),
	notes: z.int(),
})

export const compareAccounts = contract({
	name: 'compareAccounts',
	method: 'GET',
	path: '/accounts/:id/compare/:other_id',
	access: 'accounts.read',
	group,
	says: 'Two accounts side by side, before they are merged',
	input: { params: AccountParams.extend({ other_id: ExternalId }) },
	output: z.object({ items: z.array(ComparedAccount).length(2) }),
})

const Merge = z.object({
	id: z.int(),
	kept_id: ExternalId,
	kept_name: z.string().nullable(),
	merged_id: ExternalId,
	merged_name: z.string().nullable(),
	by: z.string(),
	at: InstantText,
	/** Last day on which it can be undone. */
	undo_until: DayText,
	may_undo: z.boolean(),
	undone_at: InstantText.nullable(),
	undone_by: z.string().nullable(),
})

export const mergeAccounts = contract({
	name: 'mergeAccounts',
	method: 'POST',
	path: '/accounts/:id/merge',
	access: 'data.import',
	group,
	says: 'Say that another account is this one: it leaves every list, and its facts count here',
	input: { params: AccountParams, body: z.strictObject({ merged_id: ExternalId }) },
	output: Merge.extend({ account: AccountRow.nullable(), recomputed: z.boolean() }),
})
export const undoMerge = contract({
	name: 'undoMerge',
	method: 'POST',
	path: '/merges/:merge_id/undo',
	access: 'data.import',
	group,
	says: 'Take a merge back, up to 30 days after it: both accounts are as if it had not been',
	input: {
		params: z.strictObject({
			merge_id: z.coerce
				.number<string>()
				.int()
				.min(1)
				.max(2 ** 52),
		}),
		body: z.strictObject({}),
	},
	output: Merge,
})
export const listMerges = contract({
	name: 'listMerges',
	method: 'GET',
	path: '/merges',
	access: 'data.read',
	group,
	says: 'Accounts that were merged, the latest first; at most 200',
	input: { query: z.strictObject({ account: ExternalId.optional() }) },
	output: z.object({ items: z.array(Merge) }),
})

export const accountEditContracts = [
	changeAccount,
	releaseAccountField,
	listAccountEdits,
	changeAccounts,
	compareAccounts,
	mergeAccounts,
	undoMerge,
	listMerges,
]
