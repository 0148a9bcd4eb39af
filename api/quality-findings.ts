import { z } from 'zod'
import { accountFilterQuery } from './accounts.ts'
import { contract } from './contract.ts'
import { AmountText, DayText, ExternalId, pageOf, pageQuery } from './values.ts'

/** One account that a rule of data quality is broken on. */
export const FindingRow = z.object({
	account_id: ExternalId,
	/** null: rows name it, no accounts file has it. */
	account_name: z.string().nullable(),
	owner_email: z.string().nullable(),
	arr: AmountText.nullable(),
	/** How many rows of the account break the rule. */
	count: z.int(),
	/** The first of them in words. */
	what: z.string(),
	/** Of probable duplicates: the accounts that it looks like. */
	others: z.array(z.object({ id: ExternalId, name: z.string(), arr: AmountText.nullable() })),
})
export type FindingRow = z.infer<typeof FindingRow>

const { filter, search, owner } = accountFilterQuery

export const listFindings = contract({
	name: 'listFindings',
	method: 'GET',
	path: '/quality/findings/:rule',
	access: 'data.read',
	group: 'Data',
	says: 'Every account that a rule of data quality is broken on, the most money first',
	input: {
		params: z.strictObject({ rule: z.string().min(1).max(100) }),
		query: z.strictObject({ ...pageQuery, filter, search, owner, as_of: DayText.optional() }),
	},
	output: pageOf(FindingRow).extend({
		as_of: DayText,
		rule: z.string(),
		says: z.string(),
		/** Accounts of all pages. */
		total: z.int(),
		/** Of all pages, of the accounts where it is known. */
		arr: AmountText.nullable(),
		currency: z.string().nullable(),
	}),
})

export const qualityFindingContracts = [listFindings]
