import { z } from 'zod'
import { renewalQuestions } from '../core/model/forecast.ts'
import { contract } from './contract.ts'
import { DayText, ExternalId, pageOf, pageQuery } from './values.ts'

export const listContractQuestions = contract({
	name: 'listContractQuestions',
	method: 'GET',
	path: '/renewals/questions',
	access: 'renewals.read',
	group: 'Renewals',
	says: 'Contracts that somebody has to answer a question about, because no renewal can be made of them as they are',
	input: {
		query: z.strictObject({
			...pageQuery,
			owner: z.string().max(320).optional(),
			/** Of one account. */
			account: ExternalId.optional(),
			question: z.enum(renewalQuestions).optional(),
		}),
	},
	output: pageOf(
		z.object({
			account_id: ExternalId,
			account_name: z.string().nullable(),
			owner_email: z.string().nullable(),
			question: z.enum(renewalQuestions),
			/** What is asked, in a sentence. */
			says: z.string(),
			/** The subscription's id. */
			line_id: z.string(),
			/** The date that is asked about, where there is one. */
			day: DayText.nullable(),
		}),
	).extend({
		total: z.int(),
		/** Of all questions, whichever is asked for. */
		questions: z.array(z.object({ question: z.enum(renewalQuestions), total: z.int() })),
	}),
})

export const contractQuestionsContracts = [listContractQuestions]
