import { z } from 'zod'
import { RenewalSettings } from './renewal.ts'
import { RevenueSettings } from './revenue-policy.ts'

export const currencyDisplays = ['symbol', 'code'] as const
export type CurrencyDisplay = (typeof currencyDisplays)[number]

/** Events by what they mean to the company; metrics refer to these lists. Empty: not chosen. */
export const EventLists = z.strictObject({
	/** Events that are a log-in. Empty: those named like one, or where there is none every event. */
	logins: z.array(z.string().min(1)).default([]),
	key_features: z.array(z.string().min(1)).default([]),
	/** Features that carry the outcome that the customer bought. */
	outcome_features: z.array(z.string().min(1)).default([]),
	higher_plan_features: z.array(z.string().min(1)).default([]),
})
export type EventLists = z.infer<typeof EventLists>

/** Attributes that are taken as having always been what they are, so that history can be cut by them. */
export const defaultFixedAttributes = ['industry', 'country', 'region', 'channel', 'created_on']

/** What a company chooses once, beside its definitions. */
export const ModelSettings = z.strictObject({
	/** How amounts show their currency: $48,000 or USD 48,000. */
	currencyDisplay: z.enum(currencyDisplays).default('symbol'),
	/** Files are loaded at the latest after so many days; later their data are stale. */
	fileCadenceDays: z.int().positive().default(8),
	renewals: RenewalSettings.prefault({}),
	revenue: RevenueSettings.prefault({}),
	/** The churn and renewal models learn anew in the daily run when the version in force is so many days old. */
	retrainDays: z.int().min(1).max(365).default(30),
	/** New automatic tasks that a CSM gets a day at most. */
	automaticTasksPerDay: z.int().positive().default(8),
	events: EventLists.prefault({}),
	/** The milestone that means first value. */
	firstValueMilestone: z.string().min(1).default('first_value'),
	fixedAttributes: z.array(z.string().min(1)).default(defaultFixedAttributes),
})
export type ModelSettings = z.infer<typeof ModelSettings>
