import { z } from 'zod'

/** How long a person's judgement stands unless they say otherwise. */
export const overrideDefaultDays = 30

/**
 * A band that a person set, with a reason, for a time. It moves the band, never the points: the computed score goes
 * on being computed and is shown beside it. Holds on `startsOn ≤ day < endsOn`, both days of the workspace.
 */
export const HealthOverride = z
	.strictObject({
		band: z.string().min(1),
		reason: z.string().trim().min(1, 'expected a reason for the override'),
		startsOn: z.int(),
		endsOn: z.int(),
		/** Who set it. */
		setBy: z.string().min(1),
	})
	.refine(({ startsOn, endsOn }) => endsOn > startsOn, {
		path: ['endsOn'],
		message: 'expected an end date after the start date',
	})
export type HealthOverride = z.infer<typeof HealthOverride>
