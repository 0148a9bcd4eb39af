import { z } from 'zod'
import { signalKinds } from '../core/model/signal.ts'
import { populations } from '../core/model/validation-case.ts'
import { contract } from './contract.ts'
import { Interval } from './validation.ts'
import { DayText, InstantText } from './values.ts'

const group = 'Does it predict?'

const Rate = z.object({ value: z.number(), low: z.number(), high: z.number() })
const Counts = z.object({ cases: z.int(), churns: z.int() })

export const MetricEvidence = z.object({
	metric: z.string(),
	name: z.string(),
	source: z.string(),
	/** Which way is better by its definition: more, less, or none. */
	better: z.string(),
	cases: z.int(),
	churns: z.int(),
	known_share: z.number(),
	is_constant: z.boolean(),
	/** P(value of who renewed > value of who churned); below 0.5: less is better. Null: not enough history. */
	auc: Interval.nullable(),
	has_signal: z.boolean(),
	is_against_definition: z.boolean(),
	/** Why it may know the answer. */
	leak: z.string().nullable(),
	/** A factor of a health model in force. */
	is_factor: z.boolean(),
})
export type MetricEvidence = z.infer<typeof MetricEvidence>
export const SignalEvidence = z.object({
	signal: z.string(),
	name: z.string(),
	kind: z.enum(signalKinds),
	cases: z.int(),
	churns: z.int(),
	known_share: z.number(),
	had: z.int(),
	of_churned: Rate.nullable(),
	of_renewed: Rate.nullable(),
	lift: Interval.nullable(),
	has_signal: z.boolean(),
	points_away: z.boolean(),
})
export type SignalEvidence = z.infer<typeof SignalEvidence>

export const getEvidence = contract({
	name: 'getEvidence',
	method: 'GET',
	path: '/evidence',
	access: 'health.read',
	group,
	says: 'What each metric and each signal alone told 90 days before decisions; filled by a look at history',
	input: {},
	output: z.object({
		/** Null: history was not looked at yet. */
		looked_at: InstantText.nullable(),
		as_of: DayText.nullable(),
		model_version: z.int().nullable(),
		population: z.enum(populations).nullable(),
		horizon_days: z.int().nullable(),
		cases: z.int(),
		churns: z.int(),
		/** Asked about before the first load: when their facts were known is taken from when they happened. */
		history_cases: z.int(),
		metrics: z.array(MetricEvidence),
		signals: z.array(SignalEvidence),
		notes: z.array(z.string()),
	}),
})
export const getWeightsProposal = contract({
	name: 'getWeightsProposal',
	method: 'GET',
	path: '/model/proposal',
	access: 'model.read',
	group,
	says: 'Weights that history would have preferred beside the present ones, judged by later decisions; changes nothing',
	input: {},
	output: z.object({
		looked_at: InstantText.nullable(),
		/** The version that it was learned beside. */
		model_version: z.int().nullable(),
		/** That version with the proposed weights, as people edit it; null where nothing is proposed. */
		yaml: z.string().nullable(),
		models: z.array(
			z.object({
				health_model: z.string(),
				name: z.string(),
				learned_until: DayText.nullable(),
				learned_from: Counts,
				judged_by: Counts,
				weights: z
					.array(
						z.object({
							factor: z.string(),
							name: z.string(),
							present: z.number(),
							proposed: z.number(),
							is_learned: z.boolean(),
						}),
					)
					.nullable(),
				by_segment: z.array(
					z.object({
						segment: z.string().nullable(),
						cases: z.int(),
						churns: z.int(),
						weights: z.array(z.number()),
					}),
				),
				auc_present: Interval.nullable(),
				auc_proposed: Interval.nullable(),
				gain: Interval.nullable(),
				says: z.string(),
			}),
		),
	}),
})

export const evidenceContracts = [getEvidence, getWeightsProposal]
