import { z } from 'zod'

export const bandLevels = ['good', 'fine', 'watch', 'alarm'] as const
export type BandLevel = (typeof bandLevels)[number]
export const risks = ['low', 'medium', 'high'] as const
export type Risk = (typeof risks)[number]

/** The named range that a score falls in: rounded score ≥ `from`, up to the next band's. */
export const Band = z.strictObject({
	id: z.string(),
	name: z.string(),
	from: z.int().min(0).max(100),
	level: z.enum(bandLevels),
	risk: z.enum(risks),
	action: z.string(),
})
export type Band = z.infer<typeof Band>

/** How a metric's value becomes 0–100 points. */
export const Scale = z.discriminatedUnion('kind', [
	z.strictObject({
		kind: z.literal('breakpoints'),
		/** [metric value, points], ascending by value; straight lines between, flat outside. */
		points: z.array(z.tuple([z.number(), z.number().min(0).max(100)])).min(1),
	}),
	z.strictObject({
		kind: z.literal('rank'),
		/** Mid-rank × 100 among the accounts of the same segment on the same date. */
		better: z.enum(['more', 'less']),
	}),
])
export type Scale = z.infer<typeof Scale>

export const missingPolicies = ['spread', 'neutral', 'zero', 'required'] as const
export type MissingPolicy = (typeof missingPolicies)[number]

/** One ingredient of a health score: a metric, its scale, its weight. */
export const Factor = z.strictObject({
	id: z.string(),
	name: z.string(),
	/** Factors of one group are shown together ("Product usage 40"). */
	group: z.string(),
	metric: z.string(),
	weight: z.number().min(0),
	scale: Scale,
	missing: z.enum(missingPolicies).default('spread'),
})
export type Factor = z.infer<typeof Factor>

export const HealthModel = z.strictObject({
	id: z.string(),
	name: z.string(),
	/** Condition text; the first model whose condition holds is the account's. None: the default, last. */
	when: z.string().optional(),
	/** Share of weight with fresh data of its own below which there is no score. */
	minimumCoverage: z.number().min(0).max(1).default(0.6),
	factors: z.array(Factor).min(1),
	/** Highest first or lowest first; checked to cover 0–100 without gap or overlap. */
	bands: z.array(Band).min(1),
})
export type HealthModel = z.infer<typeof HealthModel>
