import { z } from 'zod'
import { contract } from './contract.ts'
import { AccountParams, AmountText, DayText } from './values.ts'

export const getAccountArr = contract({
	name: 'getAccountArr',
	method: 'GET',
	path: '/accounts/:id/arr',
	access: 'accounts.read',
	group: 'Account',
	says: 'Every change of the ARR of the account, oldest first, as retention counts it',
	input: { params: AccountParams },
	output: z.object({
		as_of: DayText,
		currency: z.string(),
		/** ARR now; null where a line has no price or rate, so that nothing is counted. */
		arr: AmountText.nullable(),
		/** Each holds from its day to the next. */
		steps: z.array(
			z.object({
				day: DayText,
				kind: z.enum(['new', 'reactivation', 'expansion', 'contraction', 'churn', 'fx']),
				arr_before: AmountText,
				arr_after: AmountText,
				/** Parts of an expansion or contraction: they sum to it. */
				seats: AmountText.nullable(),
				price: AmountText.nullable(),
				product: AmountText.nullable(),
			}),
		),
		/** ARR by product, in the order of size; each changes on the days of its steps. */
		products: z.array(
			z.object({
				product: z.string(),
				steps: z.array(z.object({ day: DayText, arr: AmountText })),
			}),
		),
		/** Lines of which the account's money is not known. */
		left_out: z.array(z.object({ line_id: z.string(), because: z.string() })),
	}),
})

export const accountArrContracts = [getAccountArr]
