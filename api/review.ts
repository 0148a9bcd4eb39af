import { z } from 'zod'
import { populations } from '../core/model/validation-case.ts'
import { contract } from './contract.ts'
import { Interval, PastCase, Verdict } from './validation.ts'
import { DayText, textOf } from './values.ts'

const group = 'Does it predict?'

const ReviewedScore = z.object({
	population: z.enum(populations),
	verdict: Verdict,
	cases: z.int(),
	churns: z.int(),
	auc: Interval.nullable(),
	says: z.array(z.string()),
})
/** What stood on the page when the review was held. */
const ReviewSnapshot = z.object({
	verdicts: z.array(ReviewedScore),
	false_alarms: z.int(),
	misses: z.int(),
	drifted: z.array(z.string()),
})

export const getReview = contract({
	name: 'getReview',
	method: 'GET',
	path: '/review',
	access: 'health.read',
	group,
	says: 'What the six-monthly review looks at, and when it is due',
	input: {},
	output: z.object({
		as_of: DayText,
		due_on: DayText,
		is_due: z.boolean(),
		/** Decisions after this day are listed. */
		since: DayText,
		validated_on: DayText.nullable(),
		trained_on: DayText.nullable(),
		currency: z.string().nullable(),
		verdicts: z.array(ReviewedScore),
		false_alarms: z.array(PastCase),
		misses: z.array(PastCase),
		drift: z.array(
			z.object({ metric: z.string(), name: z.string(), index: z.number(), has_drifted: z.boolean() }),
		),
		/** What history says should change, in words. */
		proposals: z.array(z.string()),
		/** Metrics that may know the answer. */
		leaks: z.array(z.object({ metric: z.string(), name: z.string(), leak: z.string() })),
		/** Versions of the operating model applied since then. */
		model_changes: z.array(
			z.object({
				version: z.int(),
				applied_on: DayText,
				note: z.string().nullable(),
				changes: z.array(z.string()),
			}),
		),
		reviews: z.array(
			z.object({
				reviewed_on: DayText,
				reviewed_by: z.string(),
				note: z.string().nullable(),
				snapshot: ReviewSnapshot.nullable(),
			}),
		),
	}),
})
export const getReviewState = contract({
	name: 'getReviewState',
	method: 'GET',
	path: '/review/state',
	access: 'health.read',
	group,
	says: 'Whether the six-monthly review is due, for reminders',
	input: {},
	output: z.object({ due_on: DayText, is_due: z.boolean(), last_on: DayText.nullable() }),
})
export const addReview = contract({
	name: 'addReview',
	method: 'POST',
	path: '/reviews',
	access: 'model.change',
	group,
	says: 'Record that the scores were reviewed today, with what stood on the page',
	input: { body: z.strictObject({ note: textOf(2_000).optional() }) },
	output: z.object({ reviewed_on: DayText }),
})

export const reviewContracts = [getReview, getReviewState, addReview]
