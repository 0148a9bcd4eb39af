import { z } from 'zod'
import { ownerRoles } from './task.ts'

/** A lifecycle stage: where an account stands on its way from the contract to the next one. Ordered, first to last. */
export const LifecycleStage = z.strictObject({
	id: z.string().regex(/^[a-z][a-z0-9_]*$/, 'expected an id of small letters, digits and _'),
	name: z.string().min(1),
	/** Condition under which an account comes into the stage; the furthest such stage wins. */
	enter: z.string(),
	/** Condition that must be true before it may leave. Left out: as soon as another stage is entered. */
	exit: z.string().optional(),
	owner: z.enum(ownerRoles).default('csm'),
	/** What success looks like, in words. */
	success: z.string(),
	usualDurationDays: z.int().positive(),
})
export type LifecycleStage = z.infer<typeof LifecycleStage>

/** A milestone of the onboarding plan and when it is due, counted from the day on which the contract starts. */
export const PlanMilestone = z.strictObject({
	/** As `milestones` files name it. */
	milestone: z.string().min(1),
	name: z.string().min(1),
	dueDay: z.int().positive(),
})
export type PlanMilestone = z.infer<typeof PlanMilestone>
