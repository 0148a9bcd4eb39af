import { z } from 'zod'

/** What holds for all sends; limits count per recipient. */
export const DeliveryRules = z.object({
	/** Local hours of the recipient in which nothing goes to customers: from the first to before the second. */
	quietFromHour: z.int().min(0).max(23).default(20),
	quietToHour: z.int().min(0).max(23).default(8),
	/** Whether Saturdays and Sundays are quiet too. */
	quietWeekends: z.boolean().default(true),
	customerPerDay: z.int().min(1).max(100).default(1),
	customerPerWeek: z.int().min(1).max(500).default(3),
	teamPerDay: z.int().min(1).max(10_000).default(100),
	/** Days between two surveys to one person. */
	surveyDays: z.int().min(1).max(730).default(90),
	/** Under every message to customers; the law asks for it in many countries. */
	postalAddress: z.string().max(500).default(''),
})
export type DeliveryRules = z.infer<typeof DeliveryRules>
